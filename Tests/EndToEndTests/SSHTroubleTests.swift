import TestSupport
import Testing

/// A server that does not let us in, or is not the one that called home.
@Suite(.serialized, .sharedSite())
struct SSHTroubleTests {
    @Test(arguments: ["ssh-refuses", "ssh-resets"])
    func `a server that does not let us in is tried again and then given up`(fault: String) async throws {
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

    /// What the customer gave us is theirs alone: nothing of it may reach a machine that we do not know.
    @Test func `a server with another host key gets no secret`() async throws {
        let site = try Site.shared
        var ada = try await site.customer()
        try site.inject("wrong-host-key:times=1")
        // Keeps the machine for us to look at.
        try site.inject("locked")
        try ada.deploy()
        try await ada.waitForPhase("cleaning_up")
        let machine = try site.machine(of: ada)
        #expect(try machine.run("cat /var/lib/rachel-cloud/set-up.done && echo set up") == "set up")
        for path in ["rachel8/.env", ".claude/.credentials.json"] {
            #expect(try machine.run("test -e /home/rachel/\(path) || echo none") == "none")
        }
        for (name, secret) in ada.secrets {
            // A pattern that does not find itself.
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

/// On a site of its own, since a server that says nothing is waited for until the deadline of the try.
struct SilentSSHTests {
    @Test func `a server that says nothing is not waited for for ever`() async throws {
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
