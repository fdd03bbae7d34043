"""Handles servers, keys, firewalls and the catalogue with Hetzner's own Python client.

usage: walk.py ENDPOINT TOKEN PUBLIC_KEY
"""
import sys

from hcloud import APIException, Client
from hcloud.firewalls.domain import FirewallResource, FirewallRule
from hcloud.images import Image
from hcloud.locations import Location
from hcloud.server_types import ServerType

endpoint, token, public_key = sys.argv[1:]
client = Client(token=token, api_endpoint=endpoint, poll_interval=0.1)


def refused(call, code):
    """Asserts that the call fails with that code."""
    try:
        call()
    except APIException as error:
        assert error.code == code, (error.code, code)
    else:
        raise AssertionError(f"expected {code}")


# Keys.
key = client.ssh_keys.create(name="k", public_key=public_key + "\n", labels={"a": "b"})
assert client.ssh_keys.get_by_fingerprint(key.fingerprint).id == key.id
assert client.ssh_keys.get_by_name("k").labels == {"a": "b"}
refused(lambda: client.ssh_keys.create(name="l", public_key=public_key), "uniqueness_error")
key = key.update(name="k2")
assert [k.name for k in client.ssh_keys.get_all(label_selector="a")] == ["k2"]

# A firewall.
rule = FirewallRule(
    direction="in", protocol="tcp", port="22", source_ips=["0.0.0.0/0", "2001:DB8::0/32"]
)
firewall = client.firewalls.create(name="fw", rules=[rule]).firewall
assert firewall.rules[0].source_ips == ["0.0.0.0/0", "2001:db8::/32"]

# A server.
image = client.images.get_by_name_and_architecture("ubuntu-24.04", "x86")
response = client.servers.create(
    name="web-1",
    server_type=ServerType(name="cx23"),
    image=image,
    location=Location(name="nbg1"),
    ssh_keys=[key],
    firewalls=[firewall],
    labels={"a": "b"},
    user_data="#cloud-config\n{}",
)
assert response.root_password is None
response.action.wait_until_finished()
assert {a.command for a in response.next_actions} == {"start_server", "apply_firewall"}
for action in response.next_actions:
    action.wait_until_finished()
server = client.servers.get_by_name("web-1")
assert server.status == "running" and not server.locked
assert server.public_net.ipv4.ip.startswith("127.77.")
assert server.public_net.ipv6.ip == server.public_net.ipv6.network + "/64"
assert server.public_net.firewalls[0].status == "applied"
assert server.server_type.name == "cx23" and server.server_type.cores == 2
assert server.location.city == "Nuremberg"
assert server.public_net.primary_ipv4.auto_delete
refused(
    lambda: client.servers.create(name="WEB-1", server_type=ServerType(name="cx23"), image=image),
    "uniqueness_error",
)
assert [s.name for s in client.servers.get_all(label_selector="a=b", status=["running"])] == ["web-1"]

# Power, rebuild, actions.
server.power_off().wait_until_finished()
assert client.servers.get_by_id(server.id).status == "off"
server.power_on().wait_until_finished()
server.reboot().wait_until_finished()
server.reset().wait_until_finished()
server.rebuild(image=Image(name="debian-12")).action.wait_until_finished()
assert client.servers.get_by_id(server.id).image.name == "debian-12"
server.shutdown().wait_until_finished()
commands = [a.command for a in server.get_actions()]
assert commands[0] == "create_server" and "rebuild_server" in commands, commands
assert client.actions.get_by_id(server.get_actions()[0].id).status == "success"
server.change_protection(delete=True, rebuild=True).wait_until_finished()
refused(server.delete, "protected")
server.change_protection(delete=False, rebuild=False).wait_until_finished()
server = server.update(name="web-2", labels={"c": "d"})
assert client.servers.get_by_name("web-2").labels == {"c": "d"}

# The firewall's actions.
refused(firewall.delete, "resource_in_use")
for action in firewall.set_rules([]):
    action.wait_until_finished()
resource = FirewallResource(type=FirewallResource.TYPE_SERVER, server=server)
for action in firewall.remove_from_resources([resource]):
    action.wait_until_finished()
for action in firewall.apply_to_resources([resource]):
    action.wait_until_finished()
assert client.firewalls.get_by_id(firewall.id).applied_to[0].server.id == server.id

# The catalogue.
assert client.server_types.get_by_name("cx23").locations[0].available
assert len(client.locations.get_all()) == 6
assert client.images.get_by_name_and_architecture("ubuntu-24.04", "arm").architecture == "arm"
assert len(client.primary_ips.get_all()) == 2
refused(client.datacenters.get_all, "deprecated_api_endpoint")

# The end.
server.delete().wait_until_finished()
refused(lambda: client.servers.get_by_id(server.id), "not_found")
assert client.servers.get_all() == [] and client.primary_ips.get_all() == []
firewall.delete()
key.delete()
assert client.firewalls.get_all() == [] and client.ssh_keys.get_all() == []
print("walked")
