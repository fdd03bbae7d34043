import Glibc

/// Replaces cloud-init 22.4.2: runs the modules that the product's user-data needs in cloud-init's order, writes
/// its files and fails as it does. The reference is the behaviour of real machines.
final class CloudInit {
    let machine: MachineSpecification
    let behavior: MachineBehavior
    /// The cloud-config of the user-data; empty when cloud-init ignores it.
    let configuration: [String: JSONValue]
    private var status = CloudInitStatus()

    static let instanceDirectory = "/var/lib/cloud/instance"
    static let outputLogFile = "/var/log/cloud-init-output.log"
    static let logFile = "/var/log/cloud-init.log"

    init(machine: MachineSpecification, configuration: [String: JSONValue]) {
        self.machine = machine
        behavior = MachineBehavior(machine.faults)
        self.configuration = configuration
    }

    /// A module of a stage. When it fails, the error is recorded and the next module still runs. It runs once in the life
    /// of a server, all of ours having cloud-init's frequency `once-per-instance`.
    typealias Module = (name: String, run: () throws -> Void)

    /// Runs modules as one stage and updates status.json before and after. Throws only when that can't be written.
    func runStage(
        _ stage: WritableKeyPath<CloudInitStatus.Stages, CloudInitStatus.Stage>, named name: String,
        _ modules: [Module]
    ) throws {
        status.v1.datasource = "DataSourceHetzner"
        status.v1.stage = name
        status.v1[keyPath: stage].start = secondsSince1970()
        try status.write()
        for module in modules {
            guard try takeSemaphore(of: module.name) else { continue }
            do {
                try module.run()
            } catch {
                status.v1[keyPath: stage].errors.append("('\(module.name)', \(error))")
                CloudInit.log("Running module \(module.name) failed: \(error)")
            }
        }
        status.v1[keyPath: stage].finished = secondsSince1970()
        status.v1.stage = nil
        try status.write()
    }

    /// False when the module ran on an earlier boot. As in cloud-init the semaphore is taken before the module runs: one
    /// that a reboot interrupted doesn't run again.
    private func takeSemaphore(of module: String) throws -> Bool {
        let directory = CloudInit.instanceDirectory + "/sem"
        let semaphore = directory + "/config_" + String(module.map { $0 == "-" ? "_" : $0 })
        guard !File.exists(semaphore) else { return false }
        try File.createDirectory(directory)
        try File.write("", to: semaphore)
        return true
    }

    /// Writes `boot-finished` and result.json, which mark the end of all stages.
    func finish() throws {
        try File.write("", to: CloudInit.instanceDirectory + "/boot-finished")
        try status.writeResult()
    }

    /// Appends a line to cloud-init.log, for whoever debugs a machine.
    static func log(_ message: String) {
        // A log that can't be written must not stop the boot.
        try? File.append(Array((message + "\n").utf8), to: logFile, mode: 0o640)
    }

    /// Runs a program as root in / without HOME, appends its output to cloud-init-output.log and returns its exit
    /// status.
    static func run(_ arguments: [String]) throws(MachineError) -> ExitStatus {
        var process = ProcessSpecification(arguments)
        process.environment += [("LANG", "C.UTF-8"), ("DEBIAN_FRONTEND", "noninteractive")]
        return try process.start(log: outputLogFile).wait()
    }

    private func secondsSince1970() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1_000_000_000
    }
}

/// The error of a module, written as cloud-init's status has it: `Exception("message")`.
struct ModuleError: Error, CustomStringConvertible {
    let description: String

    init(_ exception: String, _ message: String) {
        description = "\(exception)(\"\(message)\")"
    }
}
