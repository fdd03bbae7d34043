import Foundation
import TestSupport

/// A machine started by the built `hetzner-sim` at a random loopback address, and stopped when this object goes.
final class TestMachine: Sendable {
    struct NotStarted: Error {
        let output: String
    }

    let name: String
    let address: String
    let port = 2222
    let state: TemporaryDirectory

    /// Starts the machine and does not wait for its boot.
    init(userData: String, name: String = "rachel-cloud-7", options: [String] = []) throws {
        self.name = name
        address = TestMachine.freeAddress()
        state = try TemporaryDirectory()
        try userData.write(toFile: state.path("user-data"), atomically: true, encoding: .utf8)
        let run = try start(options)
        guard run.status == 0 else { throw NotStarted(output: run.output) }
    }

    convenience init(_ sample: SampleUserData, options: [String] = []) throws {
        try self.init(userData: try sample.text(), options: options)
    }

    deinit {
        do {
            _ = try stop()
        } catch {
            print("\(name) at \(address) could not be stopped: \(error)")
        }
    }

    var stateDirectory: String { state.path("machines") }

    /// A random address out of so many that parallel tests do not collide.
    static func freeAddress() -> String {
        "127.\(Int.random(in: 64...254)).\(Int.random(in: 1...254)).\(Int.random(in: 1...254))"
    }

    func start(_ options: [String] = []) throws -> ProgramRun {
        try TestMachine.command(
            ["start", "--name", name, "--address", address, "--ssh-port", String(port), "--user-data"]
                + [state.path("user-data"), "--state", stateDirectory] + options)
    }

    func stop() throws -> ProgramRun {
        try TestMachine.command(["stop", "--name", name, "--state", stateDirectory])
    }

    static func command(_ arguments: [String]) throws -> ProgramRun {
        try ProgramRun(Checkout.program("hetzner-sim"), ["machine"] + arguments)
    }

    /// Runs a script over the real ssh, as rachel unless another user is given. While connections are refused it tries
    /// again for up to 30 seconds. Standard error is part of the output, in order.
    func ssh(_ script: String, user: String = "rachel", key: TestKey? = nil) throws -> ProgramRun {
        var run = try attempt(script, user, key ?? TestKey.customer.get())
        let deadline = ContinuousClock.now + .seconds(120)
        while run.status == 255, run.output.contains("Connection refused"), ContinuousClock.now < deadline {
            usleep(20_000)
            run = try attempt(script, user, key ?? TestKey.customer.get())
        }
        return run
    }

    private func attempt(_ script: String, _ user: String, _ key: TestKey) throws -> ProgramRun {
        try ProgramRun(
            "/usr/bin/ssh",
            [
                "-F", "/dev/null", "-i", key.path, "-p", String(port), "-o", "StrictHostKeyChecking=no", "-o",
                "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o",
                "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", "\(user)@\(address)", "exec 2>&1\n" + script,
            ])
    }

    /// Runs a last script, reboots by `systemctl` with these arguments, and waits until sshd listens again.
    func reboot(_ command: String = "reboot", after script: String = "") throws {
        let listening = try listeningCount()
        _ = try ssh("\(script)\nsudo systemctl \(command)")
        guard try eventually({ try listeningCount() > listening }) else {
            throw NotInTime("\(name) did not boot again")
        }
    }

    /// How often sshd has begun to listen.
    private func listeningCount() throws -> Int {
        let console = try String(contentsOfFile: stateDirectory + "/\(name)/console.log", encoding: .utf8)
        return console.ranges(of: "sshd: listening").count
    }

    /// Waits for the end of set-up, successful or not; false when it has not ended after a minute.
    func setUpEnds() throws -> Bool {
        try ssh(
            "for i in {1..3000}; do test -e /run/cloud-init/result.json && exit; sleep 0.02; done; exit 1"
        )
        .status == 0
    }

    /// True when the SSH port accepts connections.
    var acceptsConnections: Bool {
        get throws {
            try ProgramRun("/bin/bash", "-c", "exec 3<>/dev/tcp/\(address)/\(port)").status == 0
        }
    }

    /// The ids of the machine's processes on the host: those with its directory in their arguments, and all their
    /// descendants.
    func processes() throws -> [Int32] {
        let run = try ProgramRun("/bin/ps", "-e", "-o", "pid=,ppid=,args=")
        var ids: Set<Int32> = []
        for line in run.output.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, let id = Int32(words[0]), let parent = Int32(words[1]) else { continue }
            if ids.contains(parent) || words[2].contains(stateDirectory + "/" + name) { ids.insert(id) }
        }
        return ids.sorted()
    }
}
