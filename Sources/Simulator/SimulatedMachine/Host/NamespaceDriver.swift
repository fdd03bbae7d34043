import DetachedProcess
import Glibc
import Linux

/// Starts and stops simulated machines. Each is a tree of processes in namespaces of its own, with a real sshd at
/// a loopback address. Works for root and for an ordinary user who has subordinate ids.
package struct NamespaceDriver: Sendable {
    private let state: String
    /// Longer than any start or stop holds the lock, on a busy host too.
    private static let lockTimeout = Duration.seconds(60)

    /// The most bytes that are read of a user-data file. Hetzner accepts 32 KiB.
    package static let userDataLimit = 1 << 20

    /// `state` is the directory of the machines' directories; `start` creates it when it is missing.
    package init(state: String) {
        self.state = state
    }

    /// Starts a machine with the user-data in a file of at most `userDataLimit` bytes.
    package func start(_ machine: MachineSpecification, userDataFile: String) throws(MachineError) {
        try start(machine, userData: try File.read(userDataFile, limit: NamespaceDriver.userDataLimit))
    }

    /// Starts a machine and returns once it has launched; its boot goes on. Starting a machine again that runs at
    /// the same address changes nothing. Throws when the address is in use or the namespaces can't be created.
    package func start(_ machine: MachineSpecification, userData: [UInt8]) throws(MachineError) {
        try File.createDirectory(state)
        try holdingLock { () throws(MachineError) in
            try startLocked(machine, userData: userData)
        }
    }

    /// Kills all processes of a machine and removes its directory. Succeeds when there is no such machine.
    package func stop(name: String) throws(MachineError) {
        try MachineSpecification.check(name: name)
        guard File.exists(state) else { return }
        try holdingLock { () throws(MachineError) in
            try terminate(MachineDirectory(state: state, name: name))
        }
    }

    /// Stops every machine of the state directory, also those that a killed start left incomplete.
    package func stopAll() throws(MachineError) {
        for name in machineNames() {
            try stop(name: name)
        }
    }

    /// Every machine of the state directory, sorted by name.
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

    /// Runs `body` as the only process that changes the state directory; the lock file in it stays.
    private func holdingLock(_ body: () throws(MachineError) -> Void) throws(MachineError) {
        let path = state + "/lock"
        let lock: FileLock?
        do throws(SystemError) {
            lock = try FileLock(file: path, within: NamespaceDriver.lockTimeout)
        } catch {
            throw MachineError(error.description)
        }
        guard let lock else { throw MachineError("\(path) is still held by another command") }
        defer { withExtendedLifetime(lock) {} }
        try body()
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
        // The init process ends last: the kernel first kills every other process of its namespace.
        let processes = [try directory.recordedProcess(), try directory.initProcess()].compactMap(\.self)
        for process in processes {
            try process.kill()
        }
        let haveEnded = try waitUntil(within: .seconds(20)) { () throws(MachineError) in
            !processes.contains(where: \.isRunning)
        }
        guard haveEnded else { throw MachineError("\(directory.path): the machine's processes do not end") }
        // Succeeds only in the process that started the machine: it alone is their parent.
        processes.forEach { waitpid($0.id, nil, WNOHANG) }
        try File.remove(directory.path)
    }
}

/// One machine in the list of machines, as `machine list --json` prints it.
package struct MachineRecord: Codable, Equatable, Sendable {
    package let name: String
    package let address: String
    package let sshPort: UInt16
    /// The outermost process; nil when the machine has ended.
    package let processID: Int32?
    /// The path of the file with the machine's console output.
    package let console: String
}

extension ProcessIdentity {
    /// Sends SIGKILL to this process, and never to a later one with the same id. Safe to repeat.
    func kill() throws(MachineError) {
        guard isRunning else { return }
        guard Glibc.kill(id, SIGKILL) == 0 || errno == ESRCH else {
            throw .system("kill process", String(id))
        }
    }
}
