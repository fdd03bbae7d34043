#!/usr/bin/env python3
"""Fills a database by the built programs alone and prints it as SQL text; see README.md.

usage: generate.py COMMIT >schema-N.sql
"""
import pathlib
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
import product
from product import Browser, Product, ROOT


def accounts(site):
    """Accounts and subscriptions at every stage before a deploy."""
    site.customer("no-subscription", active=False, bot=False, claude=False)
    site.customer("bot-only", claude=False)
    site.customer("claude-only", bot=False)
    site.customer("onboarded-unpaid", active=False)
    site.customer("onboarded")
    Browser(site).sign_up("signed-up")
    for name in ["nobody", "claimed"]:
        site.bill(
            "active", name + "@example.org", subscription="sub_" + name, delivery="msg_" + name, expect="unclaimed")
    Browser(site).sign_up("claimed")
    canceled = site.customer("canceled-no-server", bot=False, claude=False)
    site.bill("canceled", canceled, subscription="sub_lapsed", delivery="msg_lapsed_1")
    site.bill("revoked", canceled, subscription="sub_lapsed", delivery="msg_lapsed_2")
    stranger = site.customer("changed-password", active=False, bot=False, claude=False)
    Browser(site).sign_in(stranger)
    site.run("user", "password", stranger, input=product.PASSWORD + "\n")


def deploy(site, name, *faults):
    """A deploy by the operator of a new customer, which succeeds; the address."""
    email = site.customer(name)
    site.inject(*faults)
    site.begin("provision", email)
    site.expect_end(email, "succeeded")
    site.recover(*faults)
    return email


def deploy_on_page(site, email):
    browser = Browser(site).sign_in(email)
    browser.submit("/dashboard", "/deploy")
    return browser


def failures(site):
    """A customer whose deploys failed at once, each for another reason, and were undone."""
    email = site.customer("failures")
    for end, fault in {
        "limit_reached": "quota:limit=0",
        "hetzner_refused": "token-rejected:call=POST /servers",
        "set_up_failed": "set-up-fails:times=1",
        "unexpected_host_key": "wrong-host-key:times=1",
        "service_failed": "service-exits:times=1",
    }.items():
        site.inject(fault)
        site.begin("provision", email)
        site.expect_end(email, end)
        site.recover(fault)
    site.inject("no-callback:times=1")
    browser = deploy_on_page(site, email)
    site.wait_for_job(email, "step = 'await_set_up'")
    browser.submit("/cancel-deploy", "/cancel-deploy")
    site.expect_end(email, "canceled")


def slow_failures(site):
    """Starts what takes minutes, as something is waited for in vain; the customers and their ends."""
    ends = {}

    def begin(name, end, *faults, **changes):
        email = site.customer(name)
        site.inject(*faults)
        site.begin("provision", email, **changes)
        ends[email] = end
        return email

    def wait_for_server(email):
        site.wait_for_job(email, "step = 'await_set_up'")
        return site.job(email, "hetzner_server_id")

    email = begin("server-failed", "server_failed", "action-fails:command=create_server,times=1",
                  JOB_DEADLINE_SECONDS="300")
    wait_for_server(email)
    email = begin("server-vanished", "server_vanished", "no-callback:times=1", JOB_DEADLINE_SECONDS="300")
    site.delete_server(wait_for_server(email))
    email = begin("set-up-silent", "set_up_silent", "no-callback:times=1", SET_UP_TIMEOUT_SECONDS="30")
    wait_for_server(email)
    email = begin("unreachable-by-ssh", "unreachable_by_ssh", "ssh-refuses:times=1")
    wait_for_server(email)
    email = begin("undo-owed", "canceled", "no-callback:times=1")
    site.inject(f"locked:call=DELETE /servers/{wait_for_server(email)}")
    site.run("jobs", "cancel", site.job(email))
    begin("hetzner-unreachable", "hetzner_unreachable", HCLOUD_ENDPOINT="http://127.0.0.1:1/v1")
    begin("sold-out", "sold_out", "sold-out:type=cx33", SERVER_CHOICES="cx33:nbg1,cx33:fsn1",
          SET_UP_TIMEOUT_SECONDS="60", JOB_DEADLINE_SECONDS="300")
    email = site.customer("deletion-owed")
    site.begin("provision", email)
    site.expect_end(email, "succeeded")
    site.inject(f"locked:call=DELETE /servers/{site.job(email, 'hetzner_server_id')}")
    site.begin("deprovision", email)
    ends[email] = "succeeded"
    return ends


def servers(site):
    """Customers with a server, or who had one."""
    email = site.customer("ready")
    deploy_on_page(site, email)
    site.expect_end(email, "succeeded")
    deploy(site, "ready-elsewhere", "sold-out:type=cx23,location=nbg1")
    email = deploy(site, "deployed-twice")
    Browser(site).sign_in(email).submit("/delete-server", "/delete-server")
    site.wait_for_job(email, "kind = 'deprovision' AND ended_at IS NOT NULL")
    deploy_on_page(site, email)
    site.wait_for_job(email, "kind = 'deploy' AND ended_at IS NOT NULL")
    email = site.customer("released")
    site.inject("no-callback:times=1")
    process = site.begin("provision", email)
    site.kill_when(process, email, "hetzner_server_id IS NOT NULL AND step = 'await_set_up'")
    site.run("jobs", "release", site.job(email))
    site.run("jobs", "cancel", site.job(email))
    site.expect_end(email, "canceled")
    site.run("jobs", "retry", site.job(email))
    site.wait_for_job(email, "outcome = 'succeeded'")


def billing(site):
    """Customers who pay by the billing service, in each state."""
    def bill(change, email, number, **options):
        name = email.split("@")[0]
        delivery = f"msg_{name}_{number}"
        site.bill(change, email, delivery=delivery, seconds=number, **{"subscription": "sub_" + name} | options)

    def paying(name):
        email = site.customer(name, active=False)
        bill("active", email, 0)
        site.begin("provision", email)
        site.expect_end(email, "succeeded")
        return email

    email = paying("paying")
    bill("active", email, 0, expect="repeated")
    bill("active", email, -600, expect="outdated")
    bill("revoked", email, 1, subscription="sub_paying-beside", expect="kept")
    bill("canceled", email, 2)
    bill("uncanceled", email, 3)
    bill("canceled", paying("grace-period"), 1)
    email = paying("revoked")
    bill("revoked", email, 1)
    site.wait_for_job(email, "kind = 'deprovision' AND ended_at IS NOT NULL")
    email = site.customer("revoked-deploy")
    site.inject("no-callback:times=1")
    site.begin("provision", email)
    site.wait_for_job(email, "step = 'await_set_up'")
    bill("revoked", email, 1)
    site.expect_end(email, "canceled")
    email = deploy(site, "grace-period-over")
    site.run("subscription", "cancel", email, configuration=site.configuration(GRACE_PERIOD_DAYS="0"))
    site.run("maintain", "--once")
    site.wait_for_job(email, "kind = 'deprovision' AND ended_at IS NOT NULL")


def sweep(site):
    """A server that is gone, and untracked resources: some deleted, one still pending."""
    email = deploy(site, "vanished")
    site.delete_server(site.job(email, "hetzner_server_id"))
    labels = {"managed-by": "rachel-cloud"}
    server = {"server_type": "cx23", "location": "nbg1", "image": "ubuntu-24.04", "start_after_create": False}
    for name in ["orphan", "orphan-owed"]:
        made = site.call_hetzner("POST", "/servers", server | {"name": name, "labels": labels})
    site.inject(f"locked:call=DELETE /servers/{made['server']['id']}")
    site.call_hetzner("POST", "/primary_ips", {
        "name": "orphan", "type": "ipv4", "assignee_type": "server", "location": "nbg1",
        "auto_delete": False, "labels": labels})
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJDjyGpS8Xn0ZhVLP3ZQPGpmsnJDvOUNDJdTTl9XUCCe"
    site.call_hetzner("POST", "/ssh_keys", {"name": "orphan", "public_key": key, "labels": labels})
    for table in ["servers", "primary_ips", "ssh_keys"]:
        # What is younger than ten minutes may be on its way into the ledger.
        site.hetzner.execute(f"UPDATE {table} SET created_at = created_at - 660000 WHERE name LIKE 'orphan%'")
    for _ in range(2):
        site.run("sweep")


def unfinished(site):
    """Jobs whose process was killed, at every step. Nothing may take them up any more."""
    def kill(name, condition, *faults, **changes):
        email = site.customer("stands-" + name)
        site.inject(*faults)
        site.kill_when(site.begin("provision", email, **changes), email, condition)
        site.recover(*faults)
        return email

    never_taken(site)
    kill("at-prepare", "step = 'prepare' AND waiting_code IS NOT NULL", "unavailable:call=GET /firewalls")
    kill("at-create-reading", "step = 'create' AND callback_token IS NULL AND EXISTS"
         " (SELECT 1 FROM catalogue WHERE project = 'other' AND reading_since_at IS NOT NULL)",
         "slow:call=GET /server_types,seconds=20", HCLOUD_PROJECT="other")
    kill("at-create-sold-out", "step = 'create' AND waiting_code = 'sold_out'",
         "sold-out:type=cx33", SERVER_CHOICES="cx33:nbg1,cx33:fsn1")
    kill("at-create-ordering", "step = 'create' AND callback_token IS NOT NULL",
         "slow:call=POST /servers,seconds=20")
    kill("at-set-up", "step = 'await_set_up'", "no-callback:times=1")
    email = kill("at-set-up-called", "step = 'await_set_up'", "callback-late:seconds=5,times=1")
    site.wait_for_job(email, "callback_outcome = 'succeeded'")
    email = kill("at-set-up-failed", "step = 'await_set_up'", "set-up-fails:times=1")
    site.wait_for_job(email, "callback_outcome = 'failed'")
    email = kill("at-set-up-canceled", "step = 'await_set_up'", "no-callback:times=1")
    site.run("jobs", "cancel", site.job(email))
    kill("at-hand-over", "step = 'hand_over' AND waiting_code IS NOT NULL", "ssh-refuses:times=1")
    kill("at-verify", "step = 'verify'", SERVICE_SETTLE_SECONDS="5")
    kill("at-finish", "step = 'finish'")
    kill("at-undo", "step = 'undo' AND EXISTS (SELECT 1 FROM resources WHERE job_id = jobs.id"
         " AND delete_attempts > 0)", "set-up-fails:times=1", "locked:call=DELETE /servers/*")
    email = deploy(site, "stands-at-delete")
    site.inject("locked:call=DELETE /servers/*")
    site.kill_when(site.begin("deprovision", email), email, "kind = 'deprovision' AND EXISTS"
                   " (SELECT 1 FROM resources WHERE user_id = jobs.user_id AND delete_attempts > 0)")


def never_taken(site):
    """A job whose process died before it took the lease."""
    email = site.customer("stands-untaken")
    commit = 0
    while not site.job(email):
        commit += 1
        with tempfile.TemporaryDirectory() as points:
            (pathlib.Path(points) / "point").write_text(f"{signal.SIGKILL:d} {commit} sql after commit")
            site.run(
                "provision", "--user", email, expect=-9, environment={
                    "LD_PRELOAD": str(site.programs / "libkill-point.so"), "KILL_POINTS": points})
    assert site.job(email, "fence") == 0


def records(site):
    """Sessions and attempts as they are on a living site."""
    guest = Browser(site).sign_in("ready@example.org")
    guest.sign_out()
    for _ in range(3):
        Browser(site).sign_in("ready@example.org", password="a wrong password", expect=401)
    kept = Browser(site).sign_in("ready@example.org")
    kept.send("/dashboard")
    return kept.cookies["rachel_session"]


def print_dump(database, commit, session):
    """Prints the tables in the order of their making, then their indexes."""
    version = database.execute("PRAGMA user_version").fetchone()[0]
    tables = database.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
    ).fetchall()
    print(f"""\
-- A database of schema version {version}, filled by the programs built from commit {commit}: rachel-cloud with a real
-- nginx and a simulated Hetzner, driven by generate.py. README.md says what each customer's address stands for.
-- Nothing else wrote to it. Its secrets are made up and protect nothing:
-- sealing key: {product.SEALING_KEY}
-- bot token: {product.BOT_TOKEN}
-- session of ready@example.org: {session}
-- Rows:""")
    for name, _ in tables:
        print(f"--   {name} {database.execute(f'SELECT count(*) FROM {name}').fetchone()[0]}")
    print(f"PRAGMA foreign_keys = OFF;\nBEGIN TRANSACTION;\nPRAGMA user_version = {version};")
    for name, sql in tables:
        print(sql + ";")
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
        values = " || ',' || ".join(f"quote({column})" for column in columns)
        rows = database.execute(f"SELECT '(' || {values} || ')' FROM {name} ORDER BY rowid").fetchall()
        if rows:
            print(f"INSERT INTO {name} VALUES", ",\n".join(row[0] for row in rows) + ";", sep="\n")
    for (sql,) in database.execute(
            "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY rowid"):
        print(sql + ";")
    print("COMMIT;")


def main():
    commit = sys.argv[1]
    site = Product(ROOT / ".build/debug")
    try:
        site.start()
        for scene in [accounts, failures]:
            print(scene.__name__, file=sys.stderr)
            scene(site)
        ends = slow_failures(site)
        for scene in [servers, billing]:
            print(scene.__name__, file=sys.stderr)
            scene(site)
        for email, end in ends.items():
            site.expect_end(email, end)
        for scene in [sweep, unfinished]:
            print(scene.__name__, file=sys.stderr)
            scene(site)
        print_dump(site.database, commit, records(site))
    except BaseException:
        for log in sorted(site.state.glob("log/*.log")):
            print(f"--- {log.name}", *log.read_text().splitlines()[-12:], sep="\n", file=sys.stderr)
        raise
    finally:
        site.stop()


if __name__ == "__main__":
    main()
