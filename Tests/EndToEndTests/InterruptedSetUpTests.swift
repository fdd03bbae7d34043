import Glibc
import TestSupport
import Testing

/// A deploy whose site is away when the server reports, or whose server reboots before it does.
///
/// Set-up takes long enough for the tests to interrupt it.
@Suite(.sharedSite(SiteOptions(setUpTime: 5)))
struct InterruptedSetUpTests {
    /// Deploys for a new customer, and waits until the server is at its set-up.
    private func deploy(on site: Site) async throws -> (customer: Customer, machine: Machine) {
        var ada = try await site.customer()
        try ada.deploy()
        try await site.waitForStep("await_set_up", of: ada)
        let machine = try await waitFor("the machine runs") { try? site.machine(of: ada) }
        try await waitForJournal("set-up: packages", of: machine)
        return (ada, machine)
    }

    private func waitForJournal(_ text: String, of machine: Machine) async throws {
        let command = "journalctl -u rachel-cloud-set-up -u rachel-cloud-report -o cat"
        try await waitUntil("\(text) in the journal", within: .seconds(300)) {
            try machine.run(command).contains(text)
        }
    }

    @Test(arguments: ["reboot", "reboot --force --force"])
    func `a server that reboots in the middle of its set-up gets ready`(command: String) async throws {
        let site = try Site.shared
        var (ada, machine) = try await deploy(on: site)
        _ = try machine.run("systemctl \(command)")
        try await waitForJournal("answered with 200", of: machine)
        try await ada.waitForPhase("ready")
        #expect(try site.servers(of: ada).count == 1)
        let units = "rachel-cloud-set-up rachel-cloud-report rachel8"
        #expect(try machine.run("systemctl is-enabled \(units)") == "disabled\ndisabled\nenabled")

        // Later reboots bring Rachel back, and nothing of the set-up.
        let settings = try machine.file("/home/rachel/rachel8/.env")
        _ = try machine.run("systemctl reboot")
        try await waitUntil("Rachel runs again") {
            try machine.run("systemctl is-active rachel8") == "active"
        }
        #expect(try machine.file("/home/rachel/rachel8/.env") == settings)
        #expect(try machine.run("systemctl is-active rachel-cloud-set-up") == "inactive")
    }

    // On sites of their own, whose responder ends.
    @Test(arguments: [("", "ready"), ("set-up-fails", "failed")])
    func `a report that finds nobody is sent again`(fault: String, phase: String) async throws {
        try await Site.with(SiteOptions(setUpTime: 5)) { site in
            if !fault.isEmpty { try site.inject("\(fault):times=1") }
            var (ada, machine) = try await deploy(on: site)
            site.server.signal(SIGTERM)
            try await waitForJournal("answered with 502", of: machine)
            try await site.restartServe()
            try await ada.waitForPhase(phase)
            let code = phase == "failed" ? "set_up_failed" : nil
            #expect(try site.jobColumn("failure_code", of: ada) == code)
            #expect(try site.servers(of: ada).count == 1)
        }
    }
}
