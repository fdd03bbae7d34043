import DetachedProcess
import Glibc

/// Starts and stops simulated machines: each a tree of processes in namespaces of its own, with a real sshd
/// on a loopback address. Works as root and as an ordinary user who has subordinate ids.
package struct NamespaceDriver: Sendable {
    private let state: String
    /// Long enough for a start on a busy machine; a start or stop holds the lock no longer.
    private static let lockTimeout = Duration.seconds(60)

    /// Far above what Hetzner takes, which is 32 KiB.
    package static let userDataLimit = 1 << 20

    /// `state` is the directory that remembers the machines; it is made when needed.
    package init(state: String) {
        self.state = state
    }

    /// As below, with the user-data in a file of at most `userDataLimit` bytes.
    package func start(_ machine: MachineSpecification, userDataFile: String) throws(MachineError) {
        try start(machine, userData: try File.read(userDataFile, limit: NamespaceDriver.userDataLimit))
    }

    /// Returns once the machine is launched; it boots by itself. Starting one that runs already at the same
    /// address changes nothing. Throws when the address is taken or the namespaces can't be made.
    package func start(_ machine: MachineSpecification, userData: [UInt8]) throws(MachineError) {
        try File.createDirectory(state)
        try DirectoryLock.hold(state, limit: NamespaceDriver.lockTimeout) { () throws(MachineError) in
            try startLocked(machine, userData: userData)
        }
    }

    /// Ends everything in the machine and forgets it. A machine that is unknown counts as stopped.
    package func stop(name: String) throws(MachineError) {
        try MachineSpecification.check(name: name)
        guard File.exists(state) else { return }
        try DirectoryLock.hold(state, limit: NamespaceDriver.lockTimeout) { () throws(MachineError) in
            try terminate(MachineDirectory(state: state, name: name))
        }
    }

    /// Ends and forgets every machine of the state directory, also what a killed start left half made.
    package func stopAll() throws(MachineError) {
        for name in machineNames() {
            try stop(name: name)
        }
    }

    /// Every machine of the state directory, by name.
    package func machines() throws(MachineError) -> [MachineRecord] {
        var records: [MachineRecord] = []
        for name in machineNames() {
            let directory = MachineDirectory(state: state, name: name)
            guard let machine = try directory.recordedMachine() else { continue }
            let process = try directory.recordedProcess()
            records.append(
                MachineRecord(
                    name: name, address: machine.address, sshPort: machine.sshPort,
                    processID: process?.isRunning == true ? process?.id : nil, console: directory.console))
        }
        return records
    }

    private func startLocked(_ machine: MachineSpecification, userData: [UInt8]) throws(MachineError) {
        let directory = MachineDirectory(state: state, name: machine.name)
        if try isRunning(directory) {
            let running = try directory.recordedMachine()
            guard running?.address == machine.address, running?.sshPort == machine.sshPort else {
                throw MachineError("\(machine.name) is running already, at another address")
            }
            return
        }
        try terminate(directory)
        try checkAddress(of: machine)
        do {
            try MachineLaunch(machine: machine, userData: userData, directory: directory).run()
        } catch {
            try terminate(directory)
            throw error
        }
    }

    private func machineNames() -> [String] {
        File.names(in: state).filter { MachineDirectory(state: state, name: $0).isMachine }
    }

    private func isRunning(_ directory: MachineDirectory) throws(MachineError) -> Bool {
        guard directory.isMachine, let process = try directory.recordedProcess() else { return false }
        return process.isRunning
    }

    private func checkAddress(of machine: MachineSpecification) throws(MachineError) {
        for other in try machines() where other.processID != nil {
            guard other.address != machine.address || other.sshPort != machine.sshPort else {
                throw MachineError("\(machine.address) belongs to \(other.name), which is running")
            }
        }
        close(try listeningSocket(address: machine.address, port: machine.sshPort))
    }

    private func terminate(_ directory: MachineDirectory) throws(MachineError) {
        guard directory.isMachine else { return }
        // The first process inside goes last: the kernel ends all others before it lets it go.
        let processes = [try directory.recordedProcess(), try directory.initProcess()].compactMap(\.self)
        for process in processes {
            try process.kill()
        }
        let haveEnded = try waitUntil(within: .seconds(20)) { () throws(MachineError) in
            !processes.contains(where: \.isRunning)
        }
        guard haveEnded else { throw MachineError("\(directory.path): the machine's processes do not end") }
        // Only a caller that started the machine itself, and still runs, has something to reap here.
        processes.forEach { waitpid($0.id, nil, WNOHANG) }
        try File.remove(directory.path)
    }
}

/// One line of the list of machines.
package struct MachineRecord: Codable, Equatable, Sendable {
    package let name: String
    package let address: String
    package let sshPort: UInt16
    /// The outermost process; nil when the machine has ended.
    package let processID: Int32?
    /// The file with what a screen on the machine would show.
    package let console: String
}

extension ProcessIdentity {
    /// Kills this process, and never a later one that was given its id.
    func kill() throws(MachineError) {
        guard isRunning else { return }
        guard Glibc.kill(id, SIGKILL) == 0 || errno == ESRCH else {
            throw .system("kill process", String(id))
        }
    }
}
