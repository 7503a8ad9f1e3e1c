#!/usr/bin/env python3
"""Records what the real HPA controller answers to the traces in traces.json.

    record.py FOLDER         records with the servers in FOLDER and writes tests/golden/hpa.json
    record.py FOLDER --new   records only what is not in it yet
    record.py --check        holds tests/golden/hpa.json against model.py
"""

import contextlib
import http.server
import json
import pathlib
import secrets
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import model

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden" / "hpa.json"
# With this period no sync comes near the end of a window of 2, 4, 6, 7, 9, 12 or 15 s.
SYNC_PERIOD_S = 1.6
DOWNSCALE_STABILIZATION_S = 9
# An answer that would be another one with every cutoff moved by this much is recorded again.
GUARD_S = 0.15
ROUNDS_MAX = 4
PARALLEL_MAX = 24
READY_WITHIN_S = 90
FOLLOW_EVERY_S = 0.1
METRICS = "external.metrics.k8s.io"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
HPAS = "/apis/autoscaling/v2beta2/namespaces/default/horizontalpodautoscalers"
SOURCE = {
    "kubernetes": "v1.20.2",
    "how": "kube-controller-manager built from Debian's source, autoscaling/v2beta2, External metric"
    ' with AverageValue "1"; recorded by tests/hpa/record.py',
    "syncPeriodS": SYNC_PERIOD_S,
    "downscaleStabilizationS": DOWNSCALE_STABILIZATION_S,
}


class Api:
    """The Kubernetes API server, as its administrator."""

    def __init__(self, port, token, certificate):
        self.url = f"https://127.0.0.1:{port}"
        self.token = token
        self.certificate = certificate

    def call(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.token}"}
        is_patch = method == "PATCH"
        headers["Content-Type"] = f"application/{'merge-patch+' if is_patch else ''}json"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        trust = ssl.create_default_context(cafile=self.certificate)
        with urllib.request.urlopen(request, timeout=10, context=trust) as answer:
            text = answer.read()
        return json.loads(text) if text.startswith(b"{") else text

    def answers(self, path):
        try:
            self.call("GET", path)
            return True
        except (OSError, urllib.error.HTTPError):
            return False


class Player:
    """Plays traces: answers requests for the metric, each of them one sync of an HPA."""

    def __init__(self, api):
        self.api = api
        self.playing = {}

    def start(self, name, trace):
        wanted = [value for (syncs, value) in trace["wanted"] for _ in range(syncs)]
        self.playing[name] = {"wanted": wanted, "seen": [], "error": None}
        labels = {"app": name}
        container = {"name": "none", "image": "none"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec = {"replicas": trace["startReplicas"], "selector": {"matchLabels": labels}, "template": template}
        self.api.call("POST", DEPLOYMENTS, {"metadata": {"name": name}, "spec": spec})
        self.follow(name, trace["startReplicas"])
        self.api.call("POST", HPAS, {"metadata": {"name": name}, "spec": hpa_spec(name, trace)})

    def follow(self, name, replicas):
        """No pod is ever started: the status says at once what was ordered."""
        self.api.call("PATCH", f"{DEPLOYMENTS}/{name}/status", {"status": {"replicas": replicas}})

    def follow_all(self, stop):
        while not stop.wait(FOLLOW_EVERY_S):
            for deployment in self.api.call("GET", DEPLOYMENTS)["items"]:
                ordered = deployment["spec"]["replicas"]
                if deployment["status"].get("replicas", 0) != ordered:
                    # A trace that has just ended takes its deployment with it.
                    with contextlib.suppress(urllib.error.HTTPError):
                        self.follow(deployment["metadata"]["name"], ordered)

    def sync(self, name):
        """What is wanted now, `None` for a metric that nobody plays."""
        play = self.playing.get(name)
        if play is None:
            return None
        deployment = self.api.call("GET", f"{DEPLOYMENTS}/{name}")
        ordered, running = deployment["spec"]["replicas"], deployment["status"].get("replicas", 0)
        if ordered != running:
            play["error"] = f"{running} of {ordered} replicas at sync {len(play['seen'])}"
        wanted = play["wanted"][min(len(play["seen"]), len(play["wanted"]) - 1)]
        play["seen"].append((time.monotonic(), wanted, ordered))
        return wanted

    def is_done(self, name):
        # The sync after the last one shows what the last one ordered.
        return len(self.playing[name]["seen"]) > len(self.playing[name]["wanted"])

    def steps(self, name):
        play = self.playing[name]
        if play["error"] is not None:
            sys.exit(f"{name}: {play['error']}")
        seen = play["seen"][: len(play["wanted"]) + 1]
        start_s = seen[0][0]
        return [
            {"atS": round(at_s - start_s, 3), "wanted": wanted, "currentReplicas": current, "desiredReplicas": desired}
            for (at_s, wanted, current), (_, _, desired) in zip(seen, seen[1:])
        ]


def hpa_spec(name, trace):
    target = {"type": "AverageValue", "averageValue": "1"}
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
        "minReplicas": trace["minReplicas"],
        "maxReplicas": trace["maxReplicas"],
        "metrics": [{"type": "External", "external": {"metric": {"name": name}, "target": target}}],
    }
    if trace["behavior"] is not None:
        spec["behavior"] = {way: rules for (way, rules) in trace["behavior"].items() if rules is not None}
    return spec


def metrics_server(player, folder):
    """The external metrics API that the aggregator asks, over TLS."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            name = self.path.partition("?")[0].rpartition("/")[2]
            api_version = f"{METRICS}/v1beta1"
            value = player.sync(name)
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            item = {"metricName": name, "metricLabels": {}, "timestamp": now, "value": str(value)}
            answer = {"kind": "ExternalMetricValueList", "apiVersion": api_version, "metadata": {}}
            answer["items"] = [] if value is None else [item]
            if name == "v1beta1":
                answer = {"kind": "APIResourceList", "groupVersion": api_version, "resources": []}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    key, certificate = folder / "metrics.key", folder / "metrics.crt"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def register(api, port):
    """Makes the API server send requests for external metrics to the port."""
    service = {"type": "ExternalName", "externalName": "localhost", "ports": [{"port": port}]}
    metadata = {"name": "external-metrics"}
    api.call("POST", "/api/v1/namespaces/default/services", {"metadata": metadata, "spec": service})
    spec = {
        "service": {"namespace": "default", "name": "external-metrics", "port": port},
        "group": METRICS,
        "version": "v1beta1",
        "insecureSkipTLSVerify": True,
        "groupPriorityMinimum": 100,
        "versionPriority": 100,
    }
    body = {"metadata": {"name": f"v1beta1.{METRICS}"}, "spec": spec}
    api.call("POST", "/apis/apiregistration.k8s.io/v1/apiservices", body)
    nobody = f"/apis/{METRICS}/v1beta1/namespaces/default/nobody"
    wait_until(lambda: api.answers(nobody), "the external metrics API")


@contextlib.contextmanager
def running(command, log):
    """A server, ended with the block."""
    with open(log, "ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(holds, what):
    end_s = time.monotonic() + READY_WITHIN_S
    while not holds():
        if time.monotonic() > end_s:
            sys.exit(f"{what} is not ready after {READY_WITHIN_S} s")
        time.sleep(0.2)


def free_port():
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return own.getsockname()[1]


def etcd(folder, port):
    own, peer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{free_port()}"
    return [
        "etcd", "--data-dir", folder / "etcd", "--unsafe-no-fsync",
        "--listen-client-urls", own, "--advertise-client-urls", own,
        "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
        "--initial-cluster", f"default={peer}",
    ]  # fmt: skip


def apiserver(binaries, folder, port, etcd_port, token):
    (folder / "tokens.csv").write_text(f'{token},admin,admin,"system:masters"\n')
    key = folder / "account.key"
    subprocess.run(["openssl", "genrsa", "-out", key, "2048"], check=True, capture_output=True)
    return [
        binaries / "kube-apiserver", f"--etcd-servers=http://127.0.0.1:{etcd_port}",
        "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", f"--secure-port={port}",
        "--insecure-port=0", f"--cert-dir={folder / 'certs'}",
        f"--token-auth-file={folder / 'tokens.csv'}", "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}",
        "--service-cluster-ip-range=10.0.0.0/24", "--disable-admission-plugins=ServiceAccount",
        "--endpoint-reconciler-type=none",
    ]  # fmt: skip


def controller_manager(binaries, folder, api, tolerance):
    cluster = {"server": api.url, "certificate-authority": str(api.certificate)}
    context = {"cluster": "own", "user": "admin"}
    config = {
        "kind": "Config",
        "apiVersion": "v1",
        "current-context": "own",
        "clusters": [{"name": "own", "cluster": cluster}],
        "users": [{"name": "admin", "user": {"token": api.token}}],
        "contexts": [{"name": "own", "context": context}],
    }
    (folder / "kubeconfig").write_text(json.dumps(config))
    return [
        binaries / "kube-controller-manager", f"--kubeconfig={folder / 'kubeconfig'}",
        "--controllers=horizontalpodautoscaling", "--leader-elect=false", "--port=0",
        f"--secure-port={free_port()}", "--bind-address=127.0.0.1", f"--cert-dir={folder / 'own'}",
        "--kube-api-qps=1000", "--kube-api-burst=1000",
        f"--horizontal-pod-autoscaler-sync-period={SYNC_PERIOD_S}s",
        f"--horizontal-pod-autoscaler-downscale-stabilization={DOWNSCALE_STABILIZATION_S}s",
        f"--horizontal-pod-autoscaler-tolerance={tolerance}",
    ]  # fmt: skip


def play_all(player, traces, attempt):
    """Plays the traces at once; their steps by name."""
    names = {trace["name"]: f"{trace['name']}-{attempt}" for trace in traces}
    for trace in traces:
        player.start(names[trace["name"]], trace)
        time.sleep(SYNC_PERIOD_S / len(traces))  # so that the syncs do not come all at once
    longest = max(sum(syncs for (syncs, _) in trace["wanted"]) for trace in traces)
    end_s = time.monotonic() + 2.0 * SYNC_PERIOD_S * longest
    while not all(player.is_done(name) for name in names.values()):
        if time.monotonic() > end_s:
            sys.exit("the traces do not come to their end: the controller does not sync")
        time.sleep(1)
    for name in names.values():
        for path in (HPAS, DEPLOYMENTS):
            player.api.call("DELETE", f"{path}/{name}")
    return {name: player.steps(own) for (name, own) in names.items()}


def check(trace, steps):
    """Whether the recording is sure; marks where current Kubernetes would answer otherwise.

    Ends the program where the recording contradicts the model of v1.20.2."""
    is_sure = True
    past = model.Hpa(trace, DOWNSCALE_STABILIZATION_S)
    present = model.Hpa(trace, DOWNSCALE_STABILIZATION_S)
    for number, step in enumerate(steps):
        at_s, wanted, current = step["atS"], step["wanted"], step["currentReplicas"]
        desired = step["desiredReplicas"]
        shifts_s = (0.0, -GUARD_S, GUARD_S)
        then = [past.answer(at_s, wanted, current, False, shift_s) for shift_s in shifts_s]
        now = [present.answer(at_s, wanted, current, True, shift_s) for shift_s in shifts_s]
        if len(set(then)) > 1 or len(set(now)) > 1:
            is_sure = False
        elif then[0] != desired:
            sys.exit(f"{trace['name']}, step {number}: recorded {step}, the model says {then[0]}")
        step.pop("currentKubernetesDesired", None)
        if now[0] != desired:
            step["currentKubernetesDesired"] = now[0]
        past.remember(at_s, wanted, current, desired, False)
        present.remember(at_s, wanted, current, desired, True)
    return is_sure


def record(binaries, traces):
    """The steps of every trace, by name."""
    recorded = {}
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        etcd_port, port, token = free_port(), free_port(), secrets.token_hex(16)
        api = Api(port, token, folder / "certs" / "apiserver.crt")
        stack.enter_context(running(etcd(folder, etcd_port), folder / "etcd.log"))
        command = apiserver(binaries, folder, port, etcd_port, token)
        stack.enter_context(running(command, folder / "apiserver.log"))
        wait_until(lambda: api.certificate.exists() and api.answers("/readyz"), "kube-apiserver")
        player = Player(api)
        register(api, metrics_server(player, folder))
        stop = threading.Event()
        stack.callback(stop.set)
        threading.Thread(target=player.follow_all, args=(stop,), daemon=True).start()
        for attempt in range(1, ROUNDS_MAX + 1):
            for batch in batches([trace for trace in traces if trace["name"] not in recorded]):
                command = controller_manager(binaries, folder, api, batch[0]["tolerance"])
                with running(command, folder / "controller-manager.log"):
                    played = play_all(player, batch, attempt)
                sure = {t["name"]: played[t["name"]] for t in batch if check(t, played[t["name"]])}
                recorded.update(sure)
                print(f"round {attempt}: {len(sure)} of {len(batch)} traces, tolerance {batch[0]['tolerance']}", flush=True)
    missing = [trace["name"] for trace in traces if trace["name"] not in recorded]
    if missing:
        sys.exit(f"too near a cutoff in every round: {', '.join(missing)}")
    return recorded


def batches(traces):
    """Traces that one controller can play at once: the tolerance is a flag of it."""
    for tolerance in sorted({trace["tolerance"] for trace in traces}):
        same = [trace for trace in traces if trace["tolerance"] == tolerance]
        for start in range(0, len(same), PARALLEL_MAX):
            yield same[start : start + PARALLEL_MAX]


def write(traces, recorded):
    """One line a step."""
    texts = []
    for trace in traces:
        head = {key: value for (key, value) in trace.items() if key != "wanted"}
        steps = ",\n   ".join(json.dumps(step) for step in recorded[trace["name"]])
        texts.append(f'  {json.dumps(head)[:-1]}, "steps": [\n   {steps}]}}')
    body = ",\n".join(texts)
    GOLDEN.write_text(f'{{"source": {json.dumps(SOURCE)},\n "traces": [\n{body}\n]}}\n')


def main(arguments):
    if arguments == ["--check"]:
        traces = json.loads(GOLDEN.read_text())["traces"]
        unsure = [trace["name"] for trace in traces if not check(trace, trace["steps"])]
        if unsure:
            sys.exit(f"too near a cutoff: {', '.join(unsure)}")
    elif len(arguments) == 1 or arguments[1:] == ["--new"]:
        traces = json.loads((HERE / "traces.json").read_text())
        kept = json.loads(GOLDEN.read_text())["traces"] if arguments[1:] else []
        recorded = {trace["name"]: trace["steps"] for trace in kept}
        open_traces = [trace for trace in traces if trace["name"] not in recorded]
        recorded |= record(pathlib.Path(arguments[0]).resolve(), open_traces)
        write(traces, recorded)
        traces = [{"steps": steps} for steps in recorded.values()]
    else:
        sys.exit(__doc__)
    steps = [step for trace in traces for step in trace["steps"]]
    differ = sum("currentKubernetesDesired" in step for step in steps)
    print(f"{len(traces)} traces, {len(steps)} steps as the model of v1.20.2 says; current Kubernetes differs at {differ}")


if __name__ == "__main__":
    main(sys.argv[1:])
