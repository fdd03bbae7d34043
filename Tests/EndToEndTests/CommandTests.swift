import Foundation
import TestSupport
import Testing

/// Commands as operators and scripts call them: exit codes, standard output and standard error.
@Suite(.sharedSite())
struct CommandTests {
    private static let unknownJob = "11111111-2222-3333-4444-555555555555"
    private static let noSuchJob = "there is no job " + unknownJob
    private static let unknown = "nobody@example.org"
    private static let noSuchAccount = "there is no account with the address " + unknown

    @Test(arguments: [
        (["jobs", "show", unknownJob], noSuchJob), (["jobs", "show", "x"], "there is no job x"),
        (["jobs", "cancel", unknownJob], noSuchJob), (["jobs", "cancel"], "'<job>'"),
        (["jobs", "retry", unknownJob], noSuchJob), (["jobs", "release", unknownJob], noSuchJob),
        (["jobs", "list", "--limit", "0"], "--limit: "),
        (["jobs", "list", "--limit", "x"], "'--limit <limit>'"),
        (["jobs", "stats", "--since", "x"], "'--since <since>'"),
        (["jobs", "stats", "--since", "0"], "--since: "),
        (["jobs", "fly"], "'fly'"), (["fly"], "'fly'"), (["serve", "--fly"], "'--fly'"),
        (["migrate", "x"], "'x'"), (["doctor", "--fly"], "'--fly'"), (["sweep", "--fly"], "'--fly'"),
        (["servers", "x"], "'x'"), (["provision", unknownJob], noSuchJob),
        (["provision", "x"], "a job's id is a UUID"),
        (["provision"], "--user"), (["provision", "x", "--user", "y"], "--user"), (["deprovision"], "--user"),
        (["deprovision", "--user", unknown], noSuchAccount),
        (["subscription", "activate", unknown], noSuchAccount),
        (["subscription", "show", unknown], noSuchAccount),
        (["subscription", "cancel", unknown], noSuchAccount), (["user", "password", unknown], noSuchAccount),
        (["user", "add", "a@b.example"], "'--name <name>'"), (["user", "add"], "'<email>'"),
        (["audit", "--user", unknown], noSuchAccount), (["audit", "--limit", "0"], "--limit: "),
        (["maintain", "--interval", "0"], "--interval: "), (["keygen", "--id", "no/slash"], "--id: "),
        (["render"], "'<file>'"),
    ])
    func `a wrong argument is named and the exit code is 2`(arguments: [String], named: String) async throws {
        let takesConfiguration =
            !["fly", "keygen", "render"].contains(arguments[0]) && arguments.last != "fly"
        let configuration = try Site.shared.state.configuration
        let run = try await Program.run(
            "rachel-cloud", arguments + (takesConfiguration ? ["--config", configuration] : []))
        #expect(run.status == 2, "\(run)")
        #expect(run.output.isEmpty)
        #expect(run.errorText.contains(named) && !run.errorText.contains(".swift"), "\(run.errorText)")
    }

    @Test func `files that a command creates are readable only by its user`() async throws {
        let site = try Site.shared
        let database = site.state.file("private.sqlite")
        let configuration = try site.state.writeVariant("private.env", ["DATABASE": database])
        #expect(try await Program.run("rachel-cloud", ["migrate", "--config", configuration]).status == 0)
        _ = try await site.readyCustomer()
        for path in [database, site.state.database, site.state.database + "-wal", site.state.log("jobs")] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(path) \(String(mode, radix: 8))")
        }
    }

    @Test(arguments: [
        ("not an address", "Ada", "a long enough one", "email"),
        ("ada@example.org", "", "a long enough one", "--name"),
        ("ada@example.org", "Ada", "short", "password"), ("ada@example.org", "Ada", "", "password"),
        ("ada@example.org", "Ada", "ada@example.org", "password"),
    ])
    func `refuses an account without a valid address, name or password`(
        email: String, name: String, password: String, field: String
    ) async throws {
        let site = try Site.shared
        let run = try await site.command("user", "add", email, "--name", name, input: password + "\n")
        #expect(run.status == 2)
        #expect(run.errorText.hasPrefix(field + ": "), "\(run.errorText)")
        #expect(try await !site.command("user", "list").output.contains("ada@example.org"))
    }

    @Test func `an account that the operator created can sign in, also after a password change`() async throws
    {
        let site = try Site.shared
        let add = ["user", "add", "Eve@Example.org", "--name", "Eve"]
        let run = try await site.command(add, input: "the first password\n")
        #expect(run.status == 0, "\(run.errorText)")
        let again = try await site.command(add, input: "the first password\n")
        #expect(again.status == 2)
        #expect(again.errorText.contains("an account with this email address exists already"))
        var visitor = try signedIn(site, "the first password")
        #expect(visitor.cookies["rachel_session"] != nil)

        let change = try await site.command(
            "user", "password", "eve@example.org", input: "the second password\n")
        #expect(change.status == 0)
        #expect(try visitor.send("GET", "/api/provision/status").status == 401)
        #expect(try signedIn(site, "the first password").cookies["rachel_session"] == nil)
        #expect(try signedIn(site, "the second password").cookies["rachel_session"] != nil)
    }

    private func signedIn(_ site: Site, _ password: String) throws -> Visitor {
        var visitor = site.visitor
        try visitor.open("/sign-in")
        try visitor.submit("/sign-in", ["email": "eve@example.org", "password": password])
        return visitor
    }

    @Test func `prints lists as tables, and as JSON with --json`() async throws {
        let site = try Site.shared
        let ada = try await site.readyCustomer()
        let job = try #require(try site.jobs(of: ada).first)
        for arguments in [
            ["user", "list"], ["jobs", "list"], ["jobs", "show", job], ["subscription", "show", ada.email],
            ["doctor"],
        ] {
            let table = try await site.command(arguments)
            let json = try await site.command(arguments + ["--json"])
            #expect(table.status == 0 && json.status == 0, "\(arguments) \(table) \(json)")
            #expect(table.output.contains("  ") || arguments == ["doctor"])
            let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
            #expect(value is [Any] || value is [String: Any])
            #expect(table.errorText.isEmpty && json.errorText.isEmpty)
        }
        let report = try #require(
            try JSONSerialization.jsonObject(
                with: Data(try await site.command("jobs", "show", job, "--json").output.utf8))
                as? [String: Any])
        #expect(report["outcome"] as? String == "succeeded")
        #expect(report["customer"] as? String == ada.email)
        #expect((report["events"] as? [Any])?.count == 12)
        #expect(
            try await site.command("deprovision", job).errorText.contains("is a deploy, not a deprovision"))
    }

    @Test func `activates and cancels subscriptions, repeatedly`() async throws {
        let site = try Site.shared
        let bob = try site.signedUpCustomer()
        let wrong = try await site.command("subscription", "activate", bob.email, "--until", "tomorrow")
        #expect(wrong.status == 2)
        #expect(wrong.errorText.hasPrefix("--until: "))
        for _ in 0..<2 {
            let run = try await site.command(
                "subscription", "activate", bob.email, "--until", "2030-01-31T00:00:00Z")
            #expect(run.status == 0)
        }
        #expect(try page(of: bob).contains("Your subscription is active until"))
        for _ in 0..<2 { #expect(try await site.command("subscription", "cancel", bob.email).status == 0) }
        #expect(try page(of: bob).contains("Your subscription is not being renewed."))
        #expect(try page(of: bob, "/dashboard").contains("Deploying needs an active subscription."))
    }

    private func page(of customer: Customer, _ path: String = "/subscription") throws -> String {
        try customer.visitor.sent("GET", path, headers: ["Accept: text/html"]).text
    }

    @Test func `every command has a help text`() async throws {
        let overview = try await Program.run("rachel-cloud", ["--help"])
        #expect(overview.status == 0)
        for name in [
            "serve", "maintain", "sweep", "servers", "provision", "deprovision", "migrate", "doctor",
            "keygen",
            "user", "subscription", "jobs", "audit", "render",
        ] {
            #expect(overview.output.contains("  \(name) "), "\(name)")
            let help = try await Program.run("rachel-cloud", [name, "--help"])
            #expect(help.status == 0)
            #expect(help.output.hasPrefix("OVERVIEW: "))
        }
    }

    @Test func `migrating an up-to-date schema changes nothing`() async throws {
        let site = try Site.shared
        let run = try await site.command("migrate")
        #expect(run.status == 0)
        #expect(run.output == "the schema is up to date\n")
    }

    @Test func `a second responder does not take the socket of the first`() async throws {
        let site = try Site.shared
        let run = try await site.command("serve")
        #expect(run.status == 1)
        #expect(run.errorText.contains(site.state.socket))
        #expect(try site.visitor.sent("GET", "/healthz").status == 200)
    }

    @Test func `refuses to start with a broken template and names its position`() async throws {
        let site = try Site.shared
        let directory = site.state.file("templates")
        try FileManager.default.copyItem(atPath: Checkout.path("templates"), toPath: directory)
        try "<p>\n  {{#name}}open\n".write(
            toFile: directory + "/landing.mustache", atomically: true, encoding: .utf8)
        let configuration = try site.state.writeVariant("templates.env", ["TEMPLATES": directory])
        let run = try await Program.run("rachel-cloud", ["serve", "--config", configuration])
        #expect(run.status != 0)
        #expect(run.errorText.contains("landing.mustache:2:3"), "\(run.errorText)")
    }
}
