"""The whole product on this machine for `generate.py`: nginx, `rachel-cloud serve` and a simulated Hetzner."""
import base64
import datetime
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[4]
SEALING_KEY = "fixture:" + base64.b64encode(b"fixture key, it protects nothing").decode()
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"fixture secret of no service").decode()
PASSWORD = "a password of the fixture"
BOT_TOKEN = "1000000001:this-is-no-bot-but-a-fixture-for-tests"
CLAUDE_CREDENTIALS = (
    '{"claudeAiOauth":{"accessToken":"fixture","refreshToken":"fixture","expiresAt":1999999999000}}')


def wait_for(what, check, seconds=240):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = check()
        if value:
            return value
        time.sleep(0.05)
    raise TimeoutError(what)


class Product:
    """A site on a free port with a state directory of its own. Call `stop` at the end."""

    def __init__(self, programs):
        self.programs = pathlib.Path(programs)
        self.state = pathlib.Path(tempfile.mkdtemp(prefix="rachel-fixture-"))
        self.processes = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.ssh_port = "22" if os.geteuid() == 0 else "2222"
        self.token = os.urandom(32).hex()
        for name in ["run", "log", "nginx"]:
            (self.state / name).mkdir()
        self.write("hcloud-token", self.token)
        self.write("sealing-key", SEALING_KEY)
        self.write("webhook-secret", WEBHOOK_SECRET)
        self.write("nginx.conf", self.nginx_configuration())
        self.usual = self.configuration()
        self.database = self.open("rachel-cloud.sqlite")
        self.hetzner = self.open("hetzner.sqlite")

    def write(self, name, text):
        path = self.state / name
        path.touch(mode=0o600)
        path.write_text(text)
        return path

    def open(self, name):
        return sqlite3.connect(self.state / name, isolation_level=None, timeout=30)

    # Starting and stopping

    def configuration(self, **changes):
        """Writes a configuration that differs from the usual one by `changes`; its path."""
        values = {
            "BASE_URL": self.url,
            "CALLBACK_BASE_URL": self.url,
            "SEALING_KEYS_FILE": self.state / "sealing-key",
            "HCLOUD_ENDPOINT": self.url + "/v1",
            "HCLOUD_TOKEN_FILE": self.state / "hcloud-token",
            "BILLING_WEBHOOK_SECRET_FILE": self.state / "webhook-secret",
            "CONTROL_PLANE_ADDRESSES": "127.0.0.0/8",
            "SSH_PORT": self.ssh_port,
            "DATABASE": self.state / "rachel-cloud.sqlite",
            "RUN_DIR": self.state / "run",
            "JOB_LOG": self.state / "log/jobs.log",
            "TEMPLATES": ROOT / "templates",
            "SOCKET": self.state / "run/responder.sock",
            "SERVICE_SETTLE_SECONDS": "1",
        } | changes
        name = "-".join(["rachel-cloud", *map(str.lower, changes)]) + ".env"
        return self.write(name, "".join(f"{key}={value}\n" for key, value in values.items()))

    def nginx_configuration(self):
        responder = f"include {ROOT}/nginx/fastcgi.conf; fastcgi_pass unix:{self.state}/run/responder.sock;"
        paths = "".join(
            f"{kind}_temp_path {self.state}/nginx/{kind};"
            for kind in ["client_body", "fastcgi", "proxy", "uwsgi", "scgi"])
        return f"""
            daemon off; {"user root;" if os.geteuid() == 0 else ""}
            pid {self.state}/nginx/pid; error_log {self.state}/log/nginx.log;
            events {{}}
            http {{
                access_log off; {paths}
                upstream hetzner_sim {{ server unix:{self.state}/run/hetzner.sock; }}
                server {{
                    listen 127.0.0.1:{self.port};
                    include {ROOT}/nginx/hetzner-sim.conf;
                    location / {{ {responder} }}
                }}
            }}
            """

    def start(self):
        self.run("migrate")
        machines = f"127.{random.randint(100, 250)}.{random.randint(0, 255)}.0/24"
        self.launch(
            self.programs / "hetzner-sim", "serve", "--socket", self.state / "run/hetzner.sock",
            "--database", self.state / "hetzner.sqlite", "--state", self.state / "hetzner",
            "--token-file", self.state / "hcloud-token", "--machines", machines, "--ssh-port", self.ssh_port,
            "--create-seconds", "0.1", "--boot-seconds", "0.1", "--setup-seconds", "1",
            "--action-seconds", "0.05")
        self.launch(self.programs / "rachel-cloud", "serve", "--config", self.usual)
        self.launch("/usr/sbin/nginx", "-p", self.state / "nginx", "-c", self.state / "nginx.conf")
        wait_for("the site is healthy", lambda: Browser(self).is_healthy())
        wait_for("Hetzner answers", lambda: (self.state / "run/hetzner.sock").exists())

    def launch(self, *command):
        name = pathlib.Path(command[0]).name
        with open(self.state / f"log/{name}.log", "ab") as log:
            process = subprocess.Popen([*map(str, command)], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def stop(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            process.wait(20)
        subprocess.run(
            [self.programs / "hetzner-sim", "machine", "stop", "--all", "--state",
             self.state / "hetzner/machines"],
            check=True, stdout=subprocess.DEVNULL)
        self.database.close()
        self.hetzner.close()
        shutil.rmtree(self.state)

    # What an operator does

    def run(self, *arguments, input="", expect=0, configuration=None, environment=None):
        """Runs a command of `rachel-cloud` to its end; its output."""
        result = subprocess.run(
            [self.programs / "rachel-cloud", *arguments, "--config", configuration or self.usual],
            input=input, text=True, capture_output=True, timeout=400, env=environment)
        if result.returncode != expect:
            raise RuntimeError(f"{arguments} ended with {result.returncode}: {result.stdout}{result.stderr}")
        return result.stdout.strip()

    def begin(self, command, email, **changes):
        """Starts a command for a customer and goes on; the process."""
        configuration = self.configuration(**changes) if changes else self.usual
        process = self.launch(
            self.programs / "rachel-cloud", command, "--user", email, "--config", configuration)
        wait_for(f"a job of {email}", lambda: self.job(email, "ended_at IS NULL") or process.poll() is not None)
        if process.poll() == 2:
            raise RuntimeError(f"{command} of {email} does not start")
        return process

    def customer(self, name, *, active=True, bot=True, claude=True):
        """An account with that of the onboarding; its address."""
        email = name + "@example.org"
        self.run("user", "add", email, "--name", name.replace("-", " ").capitalize(), input=PASSWORD + "\n")
        if active:
            self.run("subscription", "activate", email)
        if bot or claude:
            browser = Browser(self)
            browser.sign_in(email)
            browser.onboard(bot=bot, claude=claude)
            browser.sign_out()
        return email

    # What is seen of jobs

    def job(self, email, columns="id"):
        """Those columns of the customer's newest job."""
        row = self.database.execute(
            f"SELECT {columns} FROM jobs_with_servers WHERE user_id = (SELECT id FROM users WHERE email = ?)"
            " ORDER BY created_at DESC, number DESC LIMIT 1", [email]).fetchone()
        return row if row is None or len(row) > 1 else row[0]

    def wait_for_job(self, email, condition):
        wait_for(f"{email}: {condition}", lambda: self.job(email, condition))

    def kill_when(self, process, email, condition):
        """Kills a job's process as soon as the job's row fulfils the condition."""
        end = time.monotonic() + 240
        while not self.job(email, condition):
            if time.monotonic() > end or process.poll() is not None:
                raise TimeoutError(f"{email}: {condition}")
        process.kill()
        process.wait()
        if not self.job(email, f"ended_at IS NULL AND {condition}"):
            raise RuntimeError(f"{email} went past {condition} before its process was dead")

    def expect_end(self, email, end):
        """Waits for the job's end, which must be that failure code or `succeeded`."""
        self.wait_for_job(email, "ended_at IS NOT NULL")
        found = self.job(email, "coalesce(failure_code, outcome)")
        if found != end:
            raise RuntimeError(f"{email} ended {found}, not {end}: {self.job(email, 'failure_detail')}")

    # What Hetzner and the billing service do

    def inject(self, *faults):
        if faults:
            self.simulate("add", *faults)

    def recover(self, *faults):
        """Switches those faults off, whose text is as it was given."""
        for fault in faults:
            rows = self.hetzner.execute("SELECT id FROM faults WHERE text = ?", [fault]).fetchall()
            for (id,) in rows:
                self.simulate("clear", str(id))

    def simulate(self, action, *arguments):
        subprocess.run(
            [self.programs / "hetzner-sim", "fault", action, "--database", self.state / "hetzner.sqlite",
             *arguments], check=True, stdout=subprocess.DEVNULL)

    def call_hetzner(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + "/v1" + path, method=method, data=body and json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + self.token, "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)

    def delete_server(self, server):
        """Deletes a server behind the product's back, as soon as Hetzner's own actions are through with it."""
        def is_deleted():
            try:
                return self.call_hetzner("DELETE", f"/servers/{server}")
            except urllib.error.HTTPError as error:
                if error.code != 423:
                    raise

        wait_for("the server can be deleted", is_deleted)

    def bill(self, change, email, *, subscription, delivery, seconds=0, expect="applied"):
        """Delivers a signed webhook of an event so many seconds from now, to which the site must answer that."""
        at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)
        customer = {"id": "cus_" + email.split("@")[0], "email": email, "external_id": None}
        data = {
            "id": subscription, "status": "active", "current_period_end": "2099-01-01T00:00:00Z",
            "cancel_at_period_end": False, "ends_at": None, "customer": customer,
        }
        body = json.dumps({
            "type": "subscription." + change, "timestamp": at.isoformat(timespec="milliseconds"), "data": data})
        timestamp = str(int(time.time()))
        key = base64.b64decode(WEBHOOK_SECRET.removeprefix("whsec_"))
        signature = hmac.new(key, f"{delivery}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
        request = urllib.request.Request(
            self.url + "/api/billing/webhook", data=body.encode(),
            headers={
                "Content-Type": "application/json", "webhook-id": delivery, "webhook-timestamp": timestamp,
                "webhook-signature": "v1," + base64.b64encode(signature).decode()})
        with urllib.request.urlopen(request) as reply:
            status = json.load(reply)["status"]
        if status != expect:
            raise RuntimeError(f"the delivery {delivery} was {status}, not {expect}")


class Browser:
    """Keeps cookies and sends the forms of the site's pages, a few browsers from one address: of one, only so many
    sign-ins are allowed."""

    count = 0

    def __init__(self, product):
        self.port = product.port
        self.origin = product.url
        self.cookies = {}
        self.address = f"127.0.1.{1 + Browser.count // 20}"
        Browser.count += 1

    def send(self, path, fields=None):
        headers = {"Accept": "text/html", "Cookie": "; ".join(map("=".join, self.cookies.items()))}
        body = None
        if fields is not None:
            headers |= {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
            body = urllib.parse.urlencode(fields)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, source_address=(self.address, 0))
        connection.request("GET" if body is None else "POST", path, body, headers)
        reply = connection.getresponse()
        for cookie in reply.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return reply.status, reply.read().decode()

    def is_healthy(self):
        try:
            return self.send("/healthz")[0] == 200
        except OSError:
            return False

    def submit(self, page, action, fields={}, expect=303):
        _, text = self.send(page)
        form = re.search(f'action="{action}".*?</form>', text, re.DOTALL)
        hidden = re.findall('<input type="hidden" name="([^"]*)" value="([^"]*)"', form[0])
        status, text = self.send(action, dict(hidden) | fields)
        if status != expect:
            raise RuntimeError(f"{action} answered {status}: {text}")

    def sign_up(self, name):
        email = name + "@example.org"
        self.submit("/sign-up", "/sign-up", {"name": name, "email": email, "password": PASSWORD})
        return email

    def sign_in(self, email, password=PASSWORD, expect=303):
        self.submit("/sign-in", "/sign-in", {"email": email, "password": password}, expect)
        return self

    def onboard(self, *, bot=True, claude=True):
        if bot:
            self.submit("/onboarding", "/onboarding", {"bot_token": BOT_TOKEN, "owner_id": "42"})
        if claude:
            self.submit("/onboarding", "/onboarding", {"claude_credentials": CLAUDE_CREDENTIALS})

    def sign_out(self):
        self.submit("/dashboard", "/sign-out")
