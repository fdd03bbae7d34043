import Crypto
import Foundation
import SQLite
import Store
import TestSupport
import Testing

/// A search for every secret in all that is written, shown, sent or listed during two deploys, one of which
/// fails.
struct SecretsTests {
    @Test func `no log, page, process or database shows a secret`() async throws {
        // Long enough for a job to be seen checking the service.
        try await Site.with(SiteOptions(configuration: ["SERVICE_SETTLE_SECONDS": "5"])) { site in
            let sampler = ProcessSampler()
            var ada = try await site.customer()
            var bob = try await site.customer()
            try site.inject("service-exits:times=1")
            try bob.deploy()
            try await site.waitForStep("verify", of: bob)
            let bobsKey = try site.privateKey(of: bob)
            try await bob.waitForPhase("failed")
            try ada.deploy()
            try await ada.waitForPhase("ready")
            let lines = sampler.finish()

            let tokens = try [ada, bob].map { try CallbackAddress(of: $0, on: site).token }
            let secrets =
                ada.secrets.map { ($0, $1) } + bob.secrets.map { ($0, $1) }
                + (try site.privateKey(of: ada) + bobsKey).map { ("SSH key", $0) } + [
                    ("API token", site.state.hetznerToken), ("sealing key", site.state.sealingKey),
                ]
            let keptWithServer = [("callback token", tokens[0]), ("callback token", tokens[1])]
            for (place, text) in try await site.places(ada, bob) + lines.map({ ("a process", $0) }) {
                for (name, secret) in secrets + keptWithServer {
                    #expect(!text.contains(secret), "the \(name) is in \(place)")
                }
            }
            for server in try site.servers(of: ada) + site.servers(of: bob) {
                for (name, secret) in secrets {
                    #expect(!server.userData.contains(secret), "the \(name) is in the user-data")
                }
            }
            #expect(lines.contains { $0.contains("rachel-cloud provision") }, "no job was seen at work")
            #expect(lines.contains { $0.contains("sshd: ") }, "no login was seen")
        }
    }

    @Test func `no log or database contains a session token or form token`() async throws {
        try await Site.with { site in
            let ada = try await site.customer()
            let session = try #require(ada.visitor.cookies["rachel_session"])
            for (place, text) in try site.files() {
                #expect(!text.contains(session), "\(place)")
            }
        }
    }
}

extension Site {
    /// The lines of the customer's private key, which identify it.
    fileprivate func privateKey(of customer: Customer) throws -> [String] {
        let store = try Store(path: state.database, keyring: Keyring(text: Secret(state.sealingKey)))
        let user = try #require(try store.user(email: customer.email))
        let key = try #require(try store.sshKey(of: user.id)).reveal()
        #expect(key.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        return key.split(separator: "\n").filter { !$0.hasPrefix("-") }.map(String.init)
    }

    /// Every log, and every database byte for byte.
    fileprivate func files() throws -> [(String, String)] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: state.path).filter { name in
            name.hasSuffix(".log") || name.hasPrefix("rachel-cloud.sqlite")
        }
        #expect(names.contains("log/serve.log") && names.contains("rachel-cloud.sqlite"))
        return names.map { name in
            let bytes = FileManager.default.contents(atPath: state.file(name)) ?? Data()
            return (name, String(decoding: bytes, as: Unicode.ASCII.self))
        }
    }

    /// Everything that is written or shown anywhere.
    fileprivate func places(_ customers: Customer...) async throws -> [(String, String)] {
        var places = try files()
        for customer in customers {
            for path in ["/dashboard", "/onboarding", "/subscription", "/api/provision/status", "/nowhere"] {
                places.append(("page \(path)", try customer.visitor.sent("GET", path).text))
            }
            for job in try jobs(of: customer) {
                places.append(("jobs show", try await command("jobs", "show", job).output))
                places.append(("jobs show --json", try await command("jobs", "show", "--json", job).output))
            }
            let subscription = try await command("subscription", "show", "--json", customer.email)
            places.append(("subscription show", subscription.output))
        }
        for arguments in [["user", "list", "--json"], ["jobs", "list", "--json"], ["doctor", "--json"]] {
            let run = try await Program.run("rachel-cloud", arguments + ["--config", state.configuration])
            places.append((arguments.joined(separator: " "), run.output + run.errorText))
        }
        return places
    }
}
