"""Clients that others' generators make of openapi.json: generated, checked strictly, and put to the main job against a
server with the demo hospital. What is generated stays out of the repository."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from kyndig import ROOT, Server  # noqa: E402

CONTRACT = ROOT / "openapi" / "openapi.json"
TOOLS = pathlib.Path(sys.executable).parent
E2E = ROOT / "e2e"


def run(*command, cwd=ROOT, **more):
    environment = {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}", **more}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def python(folder):
    """A package that mypy finds nothing in."""
    config = ["--config", HERE / "python.yaml", "--meta", "none", "--overwrite"]
    said = run(TOOLS / "openapi-python-client", "generate", "--path", CONTRACT, "--output-path", folder / "kyndig_client", *config)
    if "WARNING" in said:
        raise SystemExit(f"the Python client lacks something:\n{said}")
    job = folder / "job.py"
    shutil.copy(HERE / "job.py", job)
    run(TOOLS / "mypy", "--config-file", HERE / "mypy.ini", "--cache-dir", folder / "cache", job, folder / "kyndig_client", cwd=folder)
    return lambda url: run(sys.executable, job, url, PYTHONPATH=str(folder))


def typescript():
    """Modules that tsc finds nothing in."""
    generated, built = E2E / "clients" / "generated", E2E / "test-results" / "clients"
    shutil.rmtree(generated, ignore_errors=True)
    # its plugin writes the endings that Node asks for
    run("node_modules/.bin/openapi-ts", "--file", "clients/openapi-ts.config.mjs", "--silent", cwd=E2E)
    run("node_modules/.bin/tsc", "--project", "clients", cwd=E2E)
    return lambda url: run("node", built / "job.js", url)


def guide(server):
    """The commands of docs/api.md, one after another in one shell, as they stand there."""
    text = (ROOT / "docs" / "api.md").read_text("utf-8")
    commands = "\n".join(re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    folder = server.folder / "guide"
    folder.mkdir()
    run("bash", "-euo", "pipefail", "-c", commands, cwd=folder, KYNDIG=server.url)


def main():
    with Server(KYNDIG_LOG__FILTER="warn") as server, ThreadPoolExecutor() as several:
        made = [several.submit(python, server.folder / "client"), several.submit(typescript)]
        server.run("demo")
        server.start()
        guide(server)
        print("the commands of docs/api.md do what it says")
        for one in made:
            print(one.result()(server.url).strip())


main()
