//! Calls beyond those that the pool has room for wait for their turn.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Lets in as many at once as there is room for.
#[derive(Debug)]
pub(crate) struct Gate {
    room: Mutex<u32>,
    left: Condvar,
}

/// A place inside, free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Pass<'g>(&'g Gate);

impl Gate {
    /// A gate to a place with room for that many, one at least.
    pub(crate) fn new(room: u32) -> Self {
        Self { room: Mutex::new(room.max(1)), left: Condvar::new() }
    }

    /// Waits for room.
    pub(crate) fn enter(&self) -> Pass<'_> {
        let full = |room: &mut u32| *room == 0;
        let waited = self.left.wait_while(self.room(), full);
        *waited.unwrap_or_else(PoisonError::into_inner) -= 1;
        Pass(self)
    }

    /// A number is never half written, so that a panic elsewhere does not matter.
    fn room(&self) -> MutexGuard<'_, u32> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        *self.0.room() += 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn no_more_are_inside_than_there_is_room_for() {
        let (gate, inside) = (Gate::new(3), AtomicU32::new(0));
        let visit = || {
            for _ in 0..200 {
                let _pass = gate.enter();
                assert!(inside.fetch_add(1, Ordering::SeqCst) < 3);
                thread::yield_now();
                inside.fetch_sub(1, Ordering::SeqCst);
            }
        };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(visit);
            }
        });
        assert_eq!(*gate.room(), 3);
    }
}
