import Foundation
import TestSupport
import Testing

/// Debian's hcloud-cli 1.30.3, unmodified, with servers, keys and firewalls from creation to deletion.
struct CommandLineClientTests {
    private let world: ServedWorld
    private let simulator: ChildProgram

    init() throws {
        world = try ServedWorld("--machine-command", "/bin/true")
        simulator = try world.serve()
        try Self.rules.write(toFile: world.directory.path("rules"), atomically: true, encoding: .utf8)
        try Self.key.write(toFile: world.directory.path("key.pub"), atomically: true, encoding: .utf8)
        try "#cloud-config\n{}".write(toFile: world.directory.path("ud"), atomically: true, encoding: .utf8)
    }

    private static let key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMq3L5qO8Jn3aN0IUlHiQgeGbgnPiGuOsqlglpkjBM4y me\n"
    private static let rules = """
        [{"direction":"in","protocol":"tcp","port":"22","source_ips":["0.0.0.0/0","::/0"]}]
        """

    /// Runs hcloud, which must succeed, and returns its output.
    @discardableResult
    private func hcloud(_ line: String) throws -> String {
        // `@` is the world's directory.
        let words = line.split(separator: " ").map { word in
            word.hasPrefix("@") ? world.directory.path(String(word.dropFirst())) : String(word)
        }
        let run = try world.client(["/usr/bin/hcloud"] + words)
        #expect(run.status == 0, "hcloud \(line): \(run.output)")
        return run.output
    }

    private func createServer() throws {
        try hcloud("ssh-key create --name k --public-key-from-file @key.pub")
        try hcloud("firewall create --name fw --rules-file @rules")
        try hcloud(
            """
            server create --name web-1 --type cx23 --image ubuntu-24.04 --location nbg1 --ssh-key k \
            --firewall fw --label a=b --user-data-from-file @ud
            """)
    }

    @Test func `a server is created, listed, described and deleted`() throws {
        try createServer()
        let list = try hcloud("server list -o columns=name,status,ipv4 -o noheader")
        #expect(list.split { $0.isWhitespace } == ["web-1", "running", "127.77.0.1"])
        #expect(try hcloud("server list -l a=b -o noheader -o columns=name") == "web-1\n")
        #expect(try hcloud("server list -l a=c -o noheader -o columns=name") == "")
        let described = try hcloud("server describe web-1")
        for text in ["Name:\t\tweb-1", "Status:\t\trunning", "a: b", "127.77.0.1", "ubuntu-24.04"] {
            #expect(described.contains(text))
        }
        #expect(try hcloud("server ip web-1") == "127.77.0.1\n")
        #expect(try hcloud("server delete web-1") == "Server web-1 deleted\n")
        #expect(try eventually { try hcloud("server list -o noheader") == "" })
    }

    @Test func `a server is powered off and on, rebooted, reset and rebuilt`() throws {
        try createServer()
        for (action, said) in [
            ("poweroff", "stopped"), ("poweron", "started"), ("reboot", "rebooted"), ("reset", "reset"),
            ("shutdown", "shut down"),
        ] {
            #expect(try hcloud("server \(action) web-1").hasSuffix("\(said)\n"))
        }
        #expect(try eventually { try hcloud("server describe web-1").contains("Status:\t\toff") })
        try hcloud("server rebuild web-1 --image debian-12")
        #expect(try hcloud("server describe web-1").contains("Name:\t\tdebian-12"))
        try hcloud("server enable-protection web-1 delete rebuild")
        let refused = try world.client(["/usr/bin/hcloud", "server", "delete", "web-1"])
        #expect(refused.status == 1)
        #expect(refused.output.contains("(protected)"))
        try hcloud("server disable-protection web-1 delete rebuild")
        try hcloud("server update web-1 --name web-2")
        try hcloud("server add-label web-2 c=d")
        #expect(try hcloud("server list -l c=d,a -o noheader -o columns=name") == "web-2\n")
    }

    @Test func `keys are created, listed, described, renamed and deleted`() throws {
        try hcloud("ssh-key create --name k --public-key-from-file @key.pub --label a=b")
        #expect(
            try hcloud("ssh-key list -o noheader -o columns=name,fingerprint").split { $0.isWhitespace }
                == ["k", "fe:07:70:a0:0d:95:ab:dd:a4:77:96:2e:83:d9:bd:af"])
        #expect(try hcloud("ssh-key describe k").contains("a: b"))
        let twice = try world.client(
            ["/usr/bin/hcloud", "ssh-key", "create", "--name", "l", "--public-key", Self.key])
        #expect(twice.status == 1)
        #expect(twice.output.contains("SSH key not unique (uniqueness_error)"))
        try hcloud("ssh-key update k --name k2")
        #expect(try hcloud("ssh-key delete k2") == "SSH Key k2 deleted\n")
        #expect(try hcloud("ssh-key list -o noheader") == "")
    }

    @Test func `a firewall is created, applied, changed, removed and deleted`() throws {
        try createServer()
        try hcloud("firewall create --name other")
        try hcloud("firewall replace-rules other --rules-file @rules")
        try hcloud("firewall apply-to-resource other --type server --server web-1")
        #expect(try hcloud("firewall describe other").contains("Server Name:\tweb-1"))
        let used = try world.client(["/usr/bin/hcloud", "firewall", "delete", "other"])
        #expect(used.status == 1)
        #expect(used.output.contains("is still in use (resource_in_use)"))
        try hcloud("firewall remove-from-resource other --type server --server web-1")
        try hcloud("firewall apply-to-resource other --type label_selector --label-selector a=b")
        try hcloud("firewall remove-from-resource other --type label_selector --label-selector a=b")
        try hcloud("firewall add-rule other --direction in --protocol icmp --source-ips 0.0.0.0/0")
        #expect(try hcloud("firewall describe other").contains("icmp"))
        try hcloud("firewall delete other")
        #expect(try hcloud("firewall list -o noheader -o columns=name") == "fw\n")
    }

    @Test func `the catalogue is listed and described`() throws {
        #expect(try hcloud("server-type describe cx23").contains("Cores:\t\t2"))
        #expect(try hcloud("server-type list -o noheader -o columns=name").contains("cax11\n"))
        #expect(try hcloud("location describe nbg1").contains("Nuremberg"))
        #expect(try hcloud("image list -o noheader -o columns=name,description").contains("Debian 12"))
        #expect(try hcloud("primary-ip list -o noheader") == "")
        // This client sends neither location nor assignee, so it can't create one.
        let made = try world.request(
            "POST", "/primary_ips", #"{"name":"ip","type":"ipv4","location":"nbg1"}"#)
        #expect(made.status == 201)
        #expect(try hcloud("primary-ip describe ip").contains("127.77.0.1"))
        try hcloud("primary-ip delete ip")
        let gone = try world.client(["/usr/bin/hcloud", "datacenter", "list"])
        #expect(gone.status == 1)
        #expect(gone.output.contains("(deprecated_api_endpoint)"))
    }

    @Test func `errors reach the user by message and code`() throws {
        for (fault, said) in [
            ("rate-limited:times=1", "(rate_limit_exceeded)"), ("bad-gateway:times=1", "status code 502"),
            ("locked:call=* *,times=1", "(locked)"), ("server-error:times=1", "(server_error)"),
        ] {
            #expect(try world.command("fault", "add", arguments: fault).status == 0)
            let run = try world.client(["/usr/bin/hcloud", "server", "list"])
            #expect(run.status == 1)
            #expect(run.output.contains(said), "\(run.output)")
        }
        #expect(
            try world.command("fault", "add", arguments: "action-fails:command=create_server").status == 0)
        let failed = try world.client(
            "/usr/bin/hcloud server create --name x --type cx23 --image debian-12".split(separator: " ").map(
                String.init))
        #expect(failed.status == 1)
        #expect(failed.output.contains("Action failed (action_failed)"))
    }
}
