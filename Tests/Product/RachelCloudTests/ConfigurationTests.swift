import Crypto
import Foundation
import Provisioning
import Store
import TestSupport
import Testing
import Web

@testable import RachelCloud

struct ConfigurationTests {
    private let directory: TemporaryDirectory
    private let minimal: [String: String]

    init() throws {
        directory = try TemporaryDirectory()
        minimal = [
            "BASE_URL": "https://cloud.example.org", "SEALING_KEYS": try Keyring.generateKeyText().reveal(),
            "HCLOUD_TOKEN": String(repeating: "t", count: 64), "CONTROL_PLANE_ADDRESSES": "192.0.2.7/32",
        ]
    }

    private func load(
        _ changes: [String: String?] = [:], environment: [String: String] = [:], mode: Int = 0o600
    ) throws -> Configuration {
        var values = minimal
        for (key, value) in changes { values[key] = value }
        let text = values.map { "\($0.key)=\($0.value)\n" }.joined()
        let path = directory.path("rachel-cloud.env")
        try Data("# a comment\n\n\(text)".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try Configuration.load(path: path, environment: environment)
    }

    /// The error that the file is refused with.
    private func refusal(_ changes: [String: String?], mode: Int = 0o600) throws -> String {
        try #require(throws: BadInput.self) { try load(changes, mode: mode) }.description
    }

    @Test func `four keys are enough, the rest has defaults`() throws {
        let configuration = try load()
        #expect(configuration.baseURL == "https://cloud.example.org")
        #expect(configuration.provisioning.callbackBaseURL == "https://cloud.example.org")
        #expect(configuration.hetzner.endpoint == "https://api.hetzner.cloud/v1")
        #expect(configuration.responder.threads == 16)
        #expect(
            configuration.provisioning.serverChoices.map(\.description) == [
                "cx23:nbg1", "cx23:fsn1", "cx23:hel1",
            ])
    }

    @Test func `the pages name the configured contact, by default the operator of this site`() throws {
        let byDefault = try load().webSettings().operatorContact
        #expect(byDefault == OperatorContact("the operator of this site"))
        let configured = try load(["OPERATOR_CONTACT": "ops@example.org"]).webSettings().operatorContact
        #expect(configured.text == "ops@example.org")
    }

    @Test func `the limits of deploys have defaults, and the pages check those that are configured`() throws {
        let byDefault = try load()
        #expect(byDefault.deployLimits == DeployLimits(servers: 100, deploysPerDay: 10))
        #expect(byDefault.maxJobs == 16)
        let configured = try load(["MAX_JOBS": "2", "MAX_SERVERS": "7", "DEPLOYS_PER_DAY": "3"])
        #expect(try configured.webSettings().deployLimits == DeployLimits(servers: 7, deploysPerDay: 3))
        #expect(try configured.webSettings().maxJobs == 2)
    }

    @Test func `the operator is told each reason why a deploy is refused in a sentence of its own`() {
        let sentences = Set(DeployRefusal.allCases.map(\.operatorSentence))
        #expect(sentences.count == DeployRefusal.allCases.count)
    }

    @Test func `reports all errors at once, by key and expected value`() throws {
        let text = try refusal([
            "BASE_URL": "ftp://x", "THREADS": "0", "SSH_KEY_TYPE": "dsa", "SERVER_CHOICES": "cx23",
            "HCLOUD_TOKEN": nil, "DATABASE": "relative", "NO_SUCH_KEY": "1",
        ])
        for part in [
            "BASE_URL: expected https://", "THREADS: expected a whole number from 1 to 256",
            "SSH_KEY_TYPE: expected `ed25519` or `rsa-4096`", "SERVER_CHOICES: expected pairs",
            "HCLOUD_TOKEN: expected a value", "DATABASE: expected an absolute path",
            "unknown key NO_SUCH_KEY",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test(arguments: [
        ("BASE_URL", "http://cloud.example.org"), ("BASE_URL", "https://u@h"), ("BASE_URL", "https://h/path"),
        ("BASE_URL", "https://h:99999"), ("CALLBACK_BASE_URL", "nonsense"), ("SOCKET_MODE", "999"),
        ("CONTROL_PLANE_ADDRESSES", "192.0.2.7"), ("CONTROL_PLANE_ADDRESSES", "192.0.2.7/33"),
        ("RACHEL_USER", "Root!"), ("RACHEL_REPOSITORY", "https://h/'; rm -rf /"), ("RACHEL_REFERENCE", "-x"),
        ("RACHEL_PACKAGES", "git,--force"), ("LOG_LEVEL", "loud"), ("SIGN_UP", "maybe"), ("SSH_PORT", "x"),
        ("SET_UP_TIMEOUT_SECONDS", "10"), ("GRACE_PERIOD_DAYS", "-1"), ("RACHEL_UNIT_FILE", "/nowhere/unit"),
        ("SEALING_KEYS", "a:b"), ("SERVER_IMAGE", "a b"), ("MAX_JOBS", "0"), ("MAX_SERVERS", "0"),
        ("MAX_SERVERS", "100001"), ("DEPLOYS_PER_DAY", "0"), ("DEPLOYS_PER_DAY", "1001"),
    ])
    func `refuses a wrong value by its key`(key: String, value: String) throws {
        #expect(try refusal([key: value]).contains(key))
    }

    @Test func `no error repeats a secret`() throws {
        let text = try refusal([
            "HCLOUD_TOKEN": nil, "SEALING_KEYS": "hunter2hunter2", "BASE_URL": "hunter2://x",
            "hunter2hunter2": "x",
        ])
        #expect(!text.contains("hunter2"))
    }

    @Test func `a file that others may read is refused with the command that corrects it`() throws {
        #expect(try refusal([:], mode: 0o640).contains("chmod 600"))
    }

    @Test func `allows plain http only for loopback and private addresses`() throws {
        for address in ["http://127.0.0.1:8080", "http://localhost", "http://10.1.2.3", "http://[::1]:80"] {
            #expect(try load(["BASE_URL": address]).baseURL == address)
        }
    }

    @Test func `the environment overrides the file, but never a secret`() throws {
        let configuration = try load(environment: [
            "THREADS": "3", "HCLOUD_TOKEN": "from-the-environment", "SSH_PORT": "2222",
        ])
        #expect(configuration.responder.threads == 3)
        #expect(configuration.provisioning.sshPort == 2222)
        #expect(configuration.hetzner.token.reveal() == minimal["HCLOUD_TOKEN"])
    }

    @Test func `reads a secret from a file of its own`() throws {
        try Data("file-token\n".utf8).write(to: URL(filePath: directory.path("token")))
        let configuration = try load(["HCLOUD_TOKEN": nil, "HCLOUD_TOKEN_FILE": directory.path("token")])
        #expect(configuration.hetzner.token.reveal() == "file-token")
        #expect(
            try refusal(["HCLOUD_TOKEN": nil, "HCLOUD_TOKEN_FILE": "/nowhere"]).contains("HCLOUD_TOKEN_FILE"))
    }

    @Test func `reads no, one or several billing keys, and refuses a malformed one`() throws {
        let key = "whsec_" + String(repeating: "A", count: 32)
        #expect(try load().billingKeys.isEmpty)
        #expect(try load(["BILLING_WEBHOOK_SECRET": "\(key),\(key)"]).billingKeys.count == 2)
        try Data("\(key)\n".utf8).write(to: URL(filePath: directory.path("billing")))
        #expect(try load(["BILLING_WEBHOOK_SECRET_FILE": directory.path("billing")]).billingKeys.count == 1)
        let text = try refusal(["BILLING_WEBHOOK_SECRET": "hunter2"])
        #expect(text.contains("BILLING_WEBHOOK_SECRET: expected `whsec_`") && !text.contains("hunter2"))
    }

    @Test func `reads a list of billing products, empty by default`() throws {
        #expect(try load().billingProducts.isEmpty)
        #expect(try load(["BILLING_PRODUCTS": "a-1, b-2"]).billingProducts == ["a-1", "b-2"])
        #expect(try refusal(["BILLING_PRODUCTS": "a b"]).contains("BILLING_PRODUCTS: expected"))
    }

    @Test func `refuses a set-up timeout that is longer than the job's deadline`() throws {
        #expect(
            try refusal(["SET_UP_TIMEOUT_SECONDS": "780", "JOB_DEADLINE_SECONDS": "300"])
                .contains("SET_UP_TIMEOUT_SECONDS"))
    }

    @Test func `a child's environment holds our overrides and no secret`() {
        let kept = JobLauncher.inheritable([
            "THREADS": "3", "HCLOUD_TOKEN": "x", "HCLOUD_TOKEN_FILE": "/f", "PATH": "/bin", "AWS_SECRET": "y",
        ])
        #expect(kept == ["THREADS": "3", "HCLOUD_TOKEN_FILE": "/f", "PATH": "/bin"])
    }

    @Test func `the README documents every key as the program does`() throws {
        let readme = try String(contentsOfFile: Checkout.path("README.md"), encoding: .utf8)
        for key in ConfigurationKey.allCases {
            #expect(readme.contains("| `\(key.rawValue)` | "), "\(key.rawValue) is not in the README")
            #expect(
                readme.contains(" | \(key.about) |"), "\(key.rawValue) is explained otherwise in the README")
        }
    }
}
