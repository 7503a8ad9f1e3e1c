//! `wva playground`: serves the page that is part of the binary.

mod answer;
mod page;

use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

use crate::cli::PlaygroundArguments;
use crate::output::{Outcome, OutputError, print};

/// Why the page is not served, or no longer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PlaygroundError {
    #[error(
        "cannot listen on {address}: {source}; choose another port with --port, 0 is any free one"
    )]
    Listen { address: SocketAddr, source: io::Error },
    #[error("cannot serve the playground: {0}")]
    Serve(io::Error),
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// Serves until it is told to stop.
pub(crate) fn run(
    arguments: &PlaygroundArguments,
    out: &mut impl Write,
) -> Result<Outcome, PlaygroundError> {
    let address = SocketAddr::new(arguments.bind, arguments.port);
    // One thread is plenty for a handful of files.
    let runtime =
        Builder::new_current_thread().enable_all().build().map_err(PlaygroundError::Serve)?;
    runtime.block_on(serve(address, out))?;
    Ok(Outcome::Done)
}

async fn serve(address: SocketAddr, out: &mut impl Write) -> Result<(), PlaygroundError> {
    let listen = |source| PlaygroundError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(listen)?;
    let address = listener.local_addr().map_err(listen)?;
    let stop = stop().map_err(PlaygroundError::Serve)?;
    print(out, &format!("playground: http://{address}/ (Ctrl-C stops it)\n"))?;
    let router = Router::new().fallback(answer::answer);
    axum::serve(listener, router).with_graceful_shutdown(stop).await.map_err(PlaygroundError::Serve)
}

/// Ends with Ctrl-C or SIGTERM.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        std::future::poll_fn(|context| {
            let interrupted = interrupt.poll_recv(context).is_ready();
            if interrupted || terminate.poll_recv(context).is_ready() {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
    })
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without such a signal there is nothing to wait for.
        let _ = tokio::signal::ctrl_c().await;
    })
}
