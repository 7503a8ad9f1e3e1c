"""What one sync of the HPA answers, for an External metric with AverageValue "1": as Kubernetes
v1.20.2 does it, and as current Kubernetes does it. Independent of the controller and of WVA."""

import math

API_DEFAULT_UP = {
    "stabilizationWindowSeconds": 0,
    "selectPolicy": "Max",
    "policies": [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ],
}
API_DEFAULT_DOWN = {
    "selectPolicy": "Max",
    "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
}


class Hpa:
    """One HPA and its memory. `shift_s` moves every cutoff, to see whether an answer hangs on it."""

    def __init__(self, trace, downscale_stabilization_s):
        self.min, self.max = trace["minReplicas"], trace["maxReplicas"]
        self.tolerance = trace["tolerance"]
        self.flag_window_s = downscale_stabilization_s
        behavior = trace["behavior"]
        self.up = self.down = None
        if behavior is not None:
            flag = {"stabilizationWindowSeconds": downscale_stabilization_s}
            self.up = {**API_DEFAULT_UP, **(behavior["scaleUp"] or {})}
            self.down = {**flag, **API_DEFAULT_DOWN, **(behavior["scaleDown"] or {})}
        self.recommendations, self.added, self.removed = [], [], []  # of (at_s, replicas)

    def answer(self, at_s, wanted, current, is_current_kubernetes, shift_s=0.0):
        """The replicas that a sync orders; remembers nothing but the first sight of the target."""
        if not self.recommendations:
            self.recommendations.append((at_s, current))
        recommended = self.recommend(wanted, current, is_current_kubernetes)
        recent = lambda window_s: self.recent(self.recommendations, at_s, window_s, shift_s)
        if self.up is None:
            return self.without_behavior(recommended, current, recent)
        up_window_s = self.up["stabilizationWindowSeconds"]
        down_window_s = self.down["stabilizationWindowSeconds"]
        if is_current_kubernetes:
            least = min([recommended, *recent(up_window_s)])
            most = max([recommended, *recent(down_window_s)])
            stabilized = min(max(current, least), most)
        elif recommended >= current:
            stabilized = min([recommended, *recent(up_window_s)])
        else:
            stabilized = max([recommended, *recent(down_window_s)])
        change = lambda events, period_s: sum(self.recent(events, at_s, period_s, shift_s))
        return self.limit(stabilized, current, is_current_kubernetes, change)

    def recommend(self, wanted, current, is_current_kubernetes):
        """The metric's value, unless it is within the tolerance."""
        ratio = (1000.0 * wanted) / (1000.0 * current)
        if is_current_kubernetes:
            is_within = 1.0 - self.tolerance <= ratio <= 1.0 + self.tolerance
        else:
            is_within = abs(1.0 - ratio) <= self.tolerance
        return current if is_within else wanted

    def recent(self, entries, at_s, window_s, shift_s):
        """The values younger than the window. A window of none has no edge that could be near."""
        cutoff_s = at_s - window_s + (shift_s if window_s > 0 else 0.0)
        return [value for (entry_s, value) in entries if entry_s > cutoff_s]

    def without_behavior(self, recommended, current, recent):
        stabilized = max([recommended, *recent(self.flag_window_s)])
        most = min(self.max, max(2 * current, 4))
        return self.min if stabilized < self.min else min(stabilized, most)

    def limit(self, stabilized, current, is_current_kubernetes, change):
        """Policies, then bounds. Events of the other direction count in current Kubernetes only."""
        both = 1 if is_current_kubernetes else 0

        def start(period_s):
            added, removed = change(self.added, period_s), change(self.removed, period_s)
            if stabilized > current:
                return current - added + both * removed
            return current + removed - both * added

        if stabilized > current:
            return min(stabilized, self.max, max(current, up_limit(self.up, current, start)))
        if stabilized < current:
            return max(stabilized, self.min, min(current, down_limit(self.down, current, start)))
        return stabilized

    def remember(self, at_s, wanted, current, desired, is_current_kubernetes):
        """What was recommended and what was done."""
        recommended = self.recommend(wanted, current, is_current_kubernetes)
        self.recommendations.append((at_s, recommended))
        if self.up is None or desired == current:
            return
        events, rules = (self.added, self.up) if desired > current else (self.removed, self.down)
        longest_s = max(policy["periodSeconds"] for policy in rules["policies"])
        outdated = [i for i, (event_s, _) in enumerate(events) if event_s < at_s - longest_s]
        event = (at_s, abs(desired - current))
        if outdated:
            events[outdated[-1]] = event  # one a sync, by the periods of its own direction
        else:
            events.append(event)


def up_limit(rules, current, start):
    """The most that the policies for scaling up allow."""
    if rules["selectPolicy"] == "Disabled":
        return current
    select = min if rules["selectPolicy"] == "Min" else max
    return select(up_proposal(policy, start(policy["periodSeconds"])) for policy in rules["policies"])


def up_proposal(policy, start):
    if policy["type"] == "Pods":
        return start + policy["value"]
    return math.ceil(start * (1.0 + policy["value"] / 100.0))


def down_limit(rules, current, start):
    """The least that the policies for scaling down allow."""
    if rules["selectPolicy"] == "Disabled":
        return current
    select = max if rules["selectPolicy"] == "Min" else min
    return select(down_proposal(policy, start(policy["periodSeconds"])) for policy in rules["policies"])


def down_proposal(policy, start):
    if policy["type"] == "Pods":
        return start - policy["value"]
    return math.trunc(start * (1.0 - policy["value"] / 100.0))
