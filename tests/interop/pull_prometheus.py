# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Prometheus that scrapes itself: spanwise asks it, reads its page of metrics, and must say the same as it does."""

import json
import shutil
import subprocess
import tempfile
import urllib.request

from pullcommon import end, free_port, must_pull, pull, skip, wait_for


def main():
    if not shutil.which("prometheus"):
        skip("there is no prometheus on this machine (the distribution's package of that name)")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/prometheus.yml", "w", encoding="utf-8") as config:
            config.write("global:\n  scrape_interval: 1s\nscrape_configs:\n  - job_name: self\n    static_configs:\n"
                         f"      - targets: ['127.0.0.1:{port}']\n")
        with open(folder + "/log", "w", encoding="utf-8") as log:
            server = subprocess.Popen(["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                                       f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=log)
        try:
            wait_for(lambda: urllib.request.urlopen(url + "/-/ready", timeout=2).status == 200)
            wait_for(lambda: b'"1"' in urllib.request.urlopen(url + "/api/v1/query?query=up", timeout=2).read())
            said = must_pull(url, "--kind", "prometheus", "--test").strip()
            assert said.startswith("Prometheus 2."), said
            series = json.loads(must_pull(url, "--kind", "prometheus", "--expr", 'up{job="self"}', "--json"))
            assert series["labels"] == {"__name__": "up", "instance": f"127.0.0.1:{port}", "job": "self"}, series
            assert series["values"][0][1] == 1, series
            chart = json.loads(must_pull(url, "--kind", "prometheus", "--expr", "vector(2)", "--since", "5m", "--step", "1m", "--json"))
            assert [v for _, v in chart["values"]] == [2] * 6, chart
            code, _, said_wrong = pull(url, "--kind", "prometheus", "--expr", "up +")
            assert code == 1 and "parse error" in said_wrong, said_wrong
            code, _, said_wrong = pull(url, "--kind", "jaeger", "--test")
            assert code == 1 and "does not answer like Jaeger" in said_wrong, said_wrong

            page = must_pull(url + "/metrics", "--kind", "metrics")
            sent = urllib.request.urlopen(url + "/metrics", timeout=5).read().decode()
            names = {line.split("{")[0].split(" ")[0] for line in sent.splitlines() if line and not line.startswith("#")}
            for family in ("prometheus_build_info", "go_goroutines", "prometheus_http_requests_total", "prometheus_http_request_duration_seconds"):
                assert any(name.startswith(family) for name in names) and family in page, family
            tested = must_pull(url + "/metrics", "--kind", "metrics", "--test").strip()
            assert "series of" in tested and "could not be read" not in tested, tested
            print(f"{said}: expressions and ranges equal; its own page: {tested}")
        finally:
            end(server)


main()
