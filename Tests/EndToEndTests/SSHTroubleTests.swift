import TestSupport
import Testing

/// A server that refuses SSH, or is not the one that called back.
@Suite(.serialized, .sharedSite())
struct SSHTroubleTests {
    @Test(arguments: ["ssh-refuses", "ssh-resets"])
    func `retries a server that refuses SSH, then fails the deploy`(fault: String) async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("\(fault):times=1")
        try ada.deploy()
        let job = try #require(try site.jobs(of: ada).first)
        try await waitUntil("another try") { try site.history(of: job).contains("hand_over retried") }
        try site.ageStep(of: ada, by: .seconds(181))
        let status = try await ada.waitForPhase("failed")
        #expect(status.error?.hasPrefix("Your server did not let us in to finish its installation.") == true)
        #expect(try site.jobColumn("failure_code", of: ada) == "unreachable_by_ssh")
        #expect(try site.jobColumn("failure_detail", of: ada)?.hasPrefix("SSH ") == true)
        try await site.expectNothingLeft(of: ada)
    }

    /// The customer's secrets must not reach an unknown machine.
    @Test func `a server with an unexpected host key gets no secret`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("wrong-host-key:times=1")
        // Keeps the machine for inspection.
        try site.inject("locked")
        try ada.deploy()
        try await ada.waitForPhase("cleaning_up")
        let machine = try site.machine(of: ada)
        #expect(try machine.run("cat /var/lib/rachel-cloud/set-up.done && echo set up") == "set up")
        for path in ["rachel8/.env", ".claude/.credentials.json"] {
            #expect(try machine.run("test -e /home/rachel/\(path) || echo none") == "none")
        }
        for (name, secret) in ada.secrets {
            // A pattern that does not match its own command line.
            let pattern = "[\(secret.prefix(1))]\(secret.dropFirst())"
            #expect(
                try machine.run("grep -rlsF -- '\(secret)' /home /root /etc /tmp /run /var | head -3") == "",
                "\(name)")
            #expect(try machine.run("cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -c '\(pattern)'") == "0")
        }
        try site.recover()
        let status = try await ada.waitForPhase("failed")
        #expect(status.error?.hasPrefix("Your server did not identify itself as the one we created") == true)
        try await site.expectNothingLeft(of: ada)
    }
}

/// A silent server, on a site of its own because each attempt waits until its deadline.
struct SilentSSHTests {
    @Test func `a silent SSH server fails the deploy after the deadline`() async throws {
        try await Site.with { site in
            var ada = try await site.customer()
            try site.inject("ssh-stalls:times=1")
            try ada.deploy()
            try await site.waitForStep("hand_over", of: ada)
            let job = try #require(try site.jobs(of: ada).first)
            try await waitUntil("another try") {
                try site.history(of: job).contains("hand_over retried")
            }
            try site.ageStep(of: ada, by: .seconds(181))
            let status = try await ada.waitForPhase("failed")
            #expect(status.error?.hasPrefix("Your server did not let us in") == true)
            #expect(try site.jobColumn("failure_detail", of: ada) == "SSH handshake: not done in time (-9)")
            try await site.expectNothingLeft(of: ada)
        }
    }
}
