import Crypto
import Provisioning
import SQLite
import SSH
import SeededRandom
import SimulatorFaults
import Time

/// The way of our scripts to the servers' machines, which play them.
struct SimulatedShell: Shell {
    private static let logInLimit = Duration.seconds(15)

    let simulation: Simulation
    let installation: Installation
    let job: String

    func run(
        _ script: RemoteScript, on host: RemoteHost, with key: PrivateKey, within limit: Duration
    ) throws(SSHError) -> ScriptResult {
        let scheduler = simulation.scheduler
        guard let thread = scheduler.current else { preconditionFailure("a script outside of a process") }
        simulation.rules.require(!thread.isInTransaction, .transaction, "a script inside a transaction")
        guard scheduler.point(.scriptStart) else { throw Self.dead }
        let name = thread.scope.next(.scriptFault)
        var random = simulation.decisions.random(name)
        let fault = simulation.decisions.choose(name, share: simulation.swarm.scriptFaults) {
            Int.random(in: 0..<script.steps.count, using: &$0).description
        }
        if fault != nil { simulation.coverage.count(.connectionLost) }
        let guest = try connect(to: host, key, within: limit)
        let run = ScriptRun(guest: guest, breaksAfter: fault.flatMap { Int($0) }, lease: script.fence)
        play(script, on: run, thread, &random)
        scheduler.pause(for: limit)
        guard scheduler.point(.scriptEnd) else { throw Self.dead }
        let steps = script.steps.map(\.name).joined(separator: ", ")
        simulation.log(thread.scope.name, "script \(steps): \(run.outcome)")
        return try run.result(of: script)
    }

    private static let dead = SSHError(.connectionLost, .script, "dead")

    private func connect(
        to host: RemoteHost, _ key: PrivateKey, within limit: Duration
    ) throws(SSHError) -> GuestMachine {
        let scheduler = simulation.scheduler
        guard let guest = simulation.hetzner.machines.guest(at: host.address), !guest.has(.sshStalls) else {
            scheduler.pause(for: min(limit, Self.logInLimit))
            throw SSHError(.timedOut, .connect, "no response")
        }
        scheduler.pause(for: .milliseconds(80))
        guard guest.isUp, !guest.has(.sshRefuses) else {
            throw SSHError(.connectFailed, .connect, "connection refused")
        }
        guard !guest.has(.sshResets) else {
            throw SSHError(.connectionLost, .handshake, "connection reset")
        }
        guard guest.hostKey.openSSH == host.hostKey.openSSH else {
            throw SSHError(.hostKeyMismatch, .handshake, "another host key")
        }
        guard guest.authorizedKey == key.publicKey.openSSH else {
            throw SSHError(.authenticationFailed, .authenticate, "key refused")
        }
        scheduler.pause(for: .milliseconds(300))
        return guest
    }

    /// Lets the machine do the steps one after the other, each in its time, whether we still listen or not.
    private func play(
        _ script: RemoteScript, on run: ScriptRun, _ thread: SimulatedThread, _ random: inout SeededRandom
    ) {
        let (pause, boots) = (thread.pauses, run.guest.boots)
        // A script whose connection broke may stop at its next output, or go on to its end.
        let outlivesConnection = random.oneIn(2)
        var time = Duration.zero
        for (index, step) in script.steps.enumerated() {
            time += .milliseconds(Int64.random(in: 100...900, using: &random))
            if step.name == "check service" {
                simulation.scheduler.after(time) { run.firstPID = run.guest.servicePID }
                time += installation.settings.serviceSettle
            }
            simulation.scheduler.after(time) {
                guard run.guest.boots == boots, run.outcome == .running,
                    thread.process.isAlive || outlivesConnection
                else { return }
                if run.breaksAfter == index, !run.isBroken {
                    run.isBroken = true
                    if thread.pauses == pause { simulation.scheduler.wake(thread) }
                    guard outlivesConnection else { return }
                }
                perform(step, run, thread)
            }
        }
        simulation.scheduler.after(time + .milliseconds(60)) {
            if run.outcome == .running, run.guest.boots == boots { run.outcome = .succeeded }
            if thread.pauses == pause { simulation.scheduler.wake(thread) }
        }
    }

    private func perform(_ step: RemoteScript.Step, _ run: ScriptRun, _ thread: SimulatedThread) {
        let guest = run.guest
        switch step.name {
        case "check set-up": if guest.setUp != .succeeded { run.fail(at: step.name) }
        case "take fence" where run.takeFence(): guest.visitors.insert(thread.process.owner)
        case "take fence": run.fail(at: step.name, ServerFence.refusal)
        case "write credentials" where guest.isDiskFull: run.fail(at: step.name)
        case "write credentials", "write settings":
            let content = step.input?.withBytes { Array($0) } ?? []
            guest.files[step.name] = content
            simulation.secrets.handOver(content, to: guest)
        case "install unit": guest.isEnabled = true
        case "start service" where !run.takeFence(): run.fail(at: step.name, ServerFence.refusal)
        case "start service":
            simulation.rules.beforeServiceStart(on: guest, by: thread, job: job, installation)
            guest.startService()
        case "check service":
            if guest.servicePID == 0 || guest.servicePID != run.firstPID { run.fail(at: step.name) }
        default: preconditionFailure("the simulation knows no script step \(step.name)")
        }
    }
}

/// A script on its way through a machine.
private final class ScriptRun {
    enum Outcome: Equatable {
        case running, succeeded
        case failed(step: String, Int)
    }

    let guest: GuestMachine
    /// The step at which the connection breaks.
    let breaksAfter: Int?
    /// The lease that the script carries.
    let lease: (number: Int64, lease: String)
    var isBroken = false
    var outcome = Outcome.running
    var firstPID = 0

    init(guest: GuestMachine, breaksAfter: Int?, lease: (number: Int64, lease: String)) {
        self.guest = guest
        self.breaksAfter = breaksAfter
        self.lease = lease
    }

    /// False when a newer lease was here.
    func takeFence() -> Bool {
        guard guest.fence.number < lease.number || guest.fence == lease else { return false }
        guest.fence = lease
        return true
    }

    func fail(at step: String, _ status: Int = 1) {
        outcome = .failed(step: step, status)
    }

    func result(of script: RemoteScript) throws(SSHError) -> ScriptResult {
        guard !isBroken else { throw SSHError(.connectionLost, .script, "the connection broke") }
        switch outcome {
        case .running: throw SSHError(.timedOut, .script, "no end in time")
        case .succeeded:
            return ScriptResult(steps: script.steps.map { .init(name: $0.name, output: "") }, errorOutput: "")
        case .failed(let step, let status):
            var error = SSHError(
                .scriptFailed(exitStatus: status), .script, "a command failed with status \(status)")
            error.step = step
            throw error
        }
    }
}

extension RemoteScript {
    /// The fence in the script's text; zero for a script that changes nothing.
    fileprivate var fence: (number: Int64, lease: String) {
        guard let text = steps.first(where: { $0.name == "take fence" })?.shell.text,
            let found = text.firstMatch(of: /sh ([0-9]+) '([0-9a-f]+)'/), let number = Int64(found.1)
        else { return (0, "") }
        return (number, String(found.2))
    }
}
