import Foundation
import Provisioning
import TestSupport
import Testing

struct UserDataTests {
    private let machine = MachineSettings(
        userName: "rachel", packages: ["git", "curl"], repositoryURL: "https://git.example/rachel8.git",
        repositoryReference: "main", unit: MachineSettings.standardUnit)
    private let callback = "https://cloud.example/api/provision/callback/user/token"

    private func text(_ machine: MachineSettings? = nil) throws -> String {
        try UserData(
            machine: machine ?? self.machine, authorizedKey: "ssh-ed25519 AAAA", callbackURL: callback
        ).text
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
        #expect(config["packages"] as? [String] == ["git", "curl"])
        let home = try #require(config["phone_home"] as? [String: Any])
        #expect(home["url"] as? String == callback)
        #expect((home["post"] as? [String])?.contains("pub_key_ed25519") == true)
    }

    @Test func `cloud-init's own schema accepts the document`() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/cloud-init") else { return }
        let directory = try TemporaryDirectory()
        try Data(text().utf8).write(to: directory.url.appending(path: "user-data"))
        let check = try ProgramRun(
            "/usr/bin/cloud-init", "schema", "--config-file", directory.path("user-data"))
        #expect(check.status == 0, "\(check.output)")
    }

    @Test func `bash can read the set-up script, whatever the settings hold`() throws {
        var hostile = machine
        hostile.repositoryURL = "https://git.example/it's; touch /tmp/x"
        let lines = try text(hostile).split(separator: "\n", maxSplits: 1)
        let config = try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any]
        let files = try #require(config?["write_files"] as? [[String: Any]])
        let script = try #require(files[0]["content"] as? String)
        #expect(files[0]["permissions"] as? String == "0700")
        #expect(script.contains(#"repository='https://git.example/it'\''s; touch /tmp/x'"#))
        let directory = try TemporaryDirectory()
        try Data(script.utf8).write(to: directory.url.appending(path: "set-up"))
        #expect(try ProgramRun("/bin/bash", "-n", directory.path("set-up")).status == 0)
    }

    @Test func `refuses a document that is too long, with its length`() {
        var large = machine
        large.packages = (0..<4000).map { "package-\($0)" }
        let error = #expect(throws: UserDataError.self) { try text(large) }
        #expect(error?.description.contains("30720") == true)
    }
}
