import Foundation
import Provisioning
import TestSupport
import Testing

struct UserDataTests {
    private typealias Sample = SampleUserData

    private func text(_ machine: MachineSettings = Sample.machine) throws -> String {
        try UserData(machine: machine, authorizedKey: "ssh-ed25519 AAAA", callbackURL: Sample.callbackURL)
            .text
    }

    @Test func `the first line is the one that cloud-init requires, the rest one JSON object`() throws {
        let lines = try text().split(separator: "\n", maxSplits: 1)
        #expect(lines[0] == "#cloud-config")
        let object = try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any]
        let config = try #require(object)
        let users = try #require(config["users"] as? [[String: Any]])
        #expect(users.count == 1)
        #expect(users[0]["name"] as? String == "rachel")
        #expect(users[0]["ssh_authorized_keys"] as? [String] == ["ssh-ed25519 AAAA"])
        #expect(users[0]["lock_passwd"] as? Bool == true)
        #expect(config["ssh_pwauth"] as? Bool == false)
        let keys: Set = ["users", "ssh_pwauth", "write_files", "runcmd"]
        #expect(Set(config.keys) == keys)
    }

    @Test func `cloud-init only enables the units, and waits for neither`() throws {
        let sample = try Sample()
        let (setUp, report) = ("rachel-cloud-set-up.service", "rachel-cloud-report.service")
        #expect(
            sample.commands == [
                ["systemctl", "enable", "--quiet", setUp, report],
                ["systemctl", "start", "--no-block", setUp],
            ])
        for unit in [setUp, report] {
            let file = try #require(sample.files["/etc/systemd/system/" + unit])
            #expect(file.permissions == "0644")
            let program = try #require(file.content.firstMatch(of: #/ExecStart=(.*)/#)).1
            #expect(sample.files[String(program)]?.permissions == "0700")
            // cloud-init's last stage comes after multi-user.target, which comes after what it wants.
            #expect(file.content.contains("WantedBy=multi-user.target") && !file.content.contains("cloud-"))
        }
    }

    @Test func `only the script that reports holds the callback address`() throws {
        let holders = try Sample().files.filter { $0.value.content.contains(Sample.callbackURL) }
        #expect(holders.keys.sorted() == ["/var/lib/rachel-cloud/report"])
    }

    @Test func `systemd accepts the units`() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze") else { return }
        let sample = try Sample()
        let directory = try TemporaryDirectory()
        for (path, file) in sample.files where path.hasSuffix(".service") {
            let name = try #require(path.split(separator: "/").last).description
            let text = file.content.replacing(#/ExecStart=.*/#, with: "ExecStart=/bin/true")
            try Data(text.utf8).write(to: directory.url.appending(path: name))
            let check = try ProgramRun("/usr/bin/systemd-analyze", "verify", directory.path(name))
            #expect(check.status == 0 && check.output == "", "\(check.output)")
        }
    }

    @Test func `cloud-init's own schema accepts the document`() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/cloud-init") else { return }
        let directory = try TemporaryDirectory()
        try Data(text().utf8).write(to: directory.url.appending(path: "user-data"))
        let check = try ProgramRun(
            "/usr/bin/cloud-init", "schema", "--config-file", directory.path("user-data"))
        #expect(check.status == 0, "\(check.output)")
    }

    @Test func `bash can read the scripts, whatever the settings hold`() throws {
        var hostile = Sample.machine
        hostile.repositoryURL = "https://git.example/it's; touch /tmp/x"
        hostile.packages = ["git", "it's; touch /tmp/y"]
        let sample = try Sample(hostile)
        let script = try #require(sample.files["/var/lib/rachel-cloud/set-up"]).content
        #expect(script.contains(#"repository='https://git.example/it'\''s; touch /tmp/x'"#))
        #expect(script.contains(#"packages=('git' 'it'\''s; touch /tmp/y')"#))
        let directory = try TemporaryDirectory()
        for file in sample.files.values where file.permissions == "0700" {
            try Data(file.content.utf8).write(to: directory.url.appending(path: "script"))
            #expect(try ProgramRun("/bin/bash", "-n", directory.path("script")).status == 0)
        }
    }

    @Test func `refuses a document that is too long, with its length`() {
        var large = Sample.machine
        large.packages = (0..<4000).map { "package-\($0)" }
        let error = #expect(throws: UserDataError.self) { try text(large) }
        #expect(error?.description.contains("30720") == true)
    }
}
