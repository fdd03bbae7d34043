import Foundation
import TestSupport
import Testing

/// Errors in the configuration: reported by key, all at once, without secrets.
@Suite(.sharedSite())
struct ConfigurationErrorTests {
    /// An invalid value for each key.
    static let malformed = [
        "BASE_URL": "http://example.org", "CALLBACK_BASE_URL": "ftp://x", "SEALING_KEYS": "x:y",
        "HCLOUD_ENDPOINT": "http://example.org/v1", "HCLOUD_PROJECT": "a b",
        "CONTROL_PLANE_ADDRESSES": "300.1.1.1/32", "SERVER_CHOICES": "cx23", "SERVER_IMAGE": "-x",
        "SSH_KEY_TYPE": "dsa", "SSH_PORT": "0", "DATABASE": "relative",
        "JOB_LOG": "relative", "TEMPLATES": "relative", "SOCKET": "relative", "SOCKET_MODE": "999",
        "THREADS": "0", "MAX_BODY_BYTES": "many", "MIGRATE_ON_START": "maybe", "SIGN_UP": "ajar",
        "SET_UP_TIMEOUT_SECONDS": "5", "SERVICE_SETTLE_SECONDS": "-1", "JOB_DEADLINE_SECONDS": "1e3",
        "MAX_JOBS": "0", "MAX_SERVERS": "100001", "DEPLOYS_PER_DAY": "-1", "GRACE_PERIOD_DAYS": "91",
        "RACHEL_USER": "Root!", "RACHEL_PACKAGES": ",",
        "RACHEL_REPOSITORY": "git@github.com:x", "RACHEL_REFERENCE": "a b",
        "RACHEL_UNIT_FILE": "/nonexistent", "LOG_LEVEL": "loud",
    ]

    @Test func `names each malformed key`() async throws {
        let site = try Site.shared
        for (key, value) in Self.malformed {
            var changes = [key: value]
            if key == "SEALING_KEYS" { changes["SEALING_KEYS_FILE"] = "" }
            let configuration = try site.state.writeVariant("\(key).env", changes)
            let run = try await Program.run("rachel-cloud", ["migrate", "--config", configuration])
            #expect(run.status == 2, "\(key): \(run)")
            #expect(run.errorText.contains("\(key): expected "), "\(key): \(run.errorText)")
            let others = Self.malformed.keys.filter { $0 != key && run.errorText.contains(" \($0): ") }
            #expect(others.isEmpty, "\(key): \(run.errorText)")
        }
    }

    @Test func `reports all errors at once`() async throws {
        let site = try Site.shared
        var changes = Self.malformed
        changes["SEALING_KEYS_FILE"] = ""
        changes["HCLOUD_TOKEN_FILE"] = "/nonexistent"
        let configuration = try site.state.writeVariant("all.env", changes)
        let run = try await Program.run("rachel-cloud", ["serve", "--config", configuration])
        #expect(run.status == 2)
        for key in changes.keys where key != "SEALING_KEYS_FILE" {
            #expect(run.errorText.contains("\(key): "), "\(key): \(run.errorText)")
        }
    }

    @Test func `requires every key without a default`() async throws {
        let site = try Site.shared
        let needed = ["BASE_URL", "SEALING_KEYS_FILE", "HCLOUD_TOKEN_FILE", "CONTROL_PLANE_ADDRESSES"]
        let configuration = try site.state.writeVariant(
            "empty.env", Dictionary(uniqueKeysWithValues: needed.map { ($0, "") }))
        let run = try await Program.run("rachel-cloud", ["doctor", "--config", configuration])
        #expect(run.status == 2)
        for key in ["BASE_URL", "SEALING_KEYS", "HCLOUD_TOKEN", "CONTROL_PLANE_ADDRESSES"] {
            #expect(run.errorText.contains("\(key): expected a value"), "\(key): \(run.errorText)")
        }
    }

    @Test func `refuses a file that is missing, readable by others or malformed`() async throws {
        let site = try Site.shared
        let missing = try await Program.run("rachel-cloud", ["doctor", "--config", "/nonexistent.env"])
        #expect(missing.status == 2)
        #expect(missing.errorText == "/nonexistent.env: No such file or directory\n")

        let open = try site.state.writeVariant("open.env", [:])
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open)
        let refused = try await Program.run("rachel-cloud", ["migrate", "--config", open])
        #expect(refused.status == 2)
        #expect(refused.errorText.contains("chmod 600"))

        let text = "SHOE_SIZE=43\njust words\nSSH_PORT=22\nSSH_PORT=23\nsecret-on-a-line-of-its-own=1\n"
        try site.state.write(text, "words.env")
        let words = try await Program.run(
            "rachel-cloud", ["migrate", "--config", site.state.file("words.env")])
        #expect(words.status == 2)
        for error in [
            "line 1: unknown key SHOE_SIZE", "line 2: expected KEY=value", "line 4: SSH_PORT is set twice",
            "line 5: unknown key (not shown)",
        ] { #expect(words.errorText.contains(error), "\(words.errorText)") }
        #expect(!words.errorText.contains("secret-on-a-line"))
    }

    @Test func `the environment overrides the file except for secrets`() async throws {
        let site = try Site.shared
        let run = try await Program.run(
            "rachel-cloud", ["migrate", "--config", site.state.configuration],
            environment: ["SSH_PORT": "none", "HCLOUD_TOKEN": "", "SEALING_KEYS": "x"])
        #expect(run.status == 2)
        #expect(run.errorText.contains("SSH_PORT: expected a whole number from 1 to 65535"))
        #expect(!run.errorText.contains("SEALING_KEYS"))
    }
}
