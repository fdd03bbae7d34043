import Glibc

/// Stands in for cloud-init 22.4.2: the modules of the user-data that a machine of ours is given, in its
/// order, with its files and its ways of failing. The reference is what real machines did.
final class CloudInit {
    let machine: MachineSpecification
    /// Empty when the document is ignored.
    let configuration: [String: JSONValue]
    private var status = CloudInitStatus()

    static let instanceDirectory = "/var/lib/cloud/instance"
    static let outputLogFile = "/var/log/cloud-init-output.log"
    static let logFile = "/var/log/cloud-init.log"

    init(machine: MachineSpecification, configuration: [String: JSONValue]) {
        self.machine = machine
        self.configuration = configuration
    }

    /// One of the parts a stage runs. Its failure is noted and the next one runs all the same.
    typealias Module = (name: String, run: () throws -> Void)

    /// Runs modules as one stage, with status.json telling of it before and after.
    func runStage(
        _ stage: WritableKeyPath<CloudInitStatus.Stages, CloudInitStatus.Stage>, named name: String,
        _ modules: [Module]
    ) throws {
        status.v1.datasource = "DataSourceHetzner"
        status.v1.stage = name
        status.v1[keyPath: stage].start = secondsSince1970()
        try status.write()
        for module in modules {
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

    /// Marks the end of it all.
    func finish() throws {
        try File.write("", to: CloudInit.instanceDirectory + "/boot-finished")
        try status.writeResult()
    }

    /// One line of cloud-init.log, which the customer's side never sees but whoever debugs a machine does.
    static func log(_ message: String) {
        // A log that can't be written must not stop the boot.
        try? File.append(Array((message + "\n").utf8), to: logFile, mode: 0o640)
    }

    /// Runs a program to its end with its output in cloud-init-output.log. HOME is unset and the directory is /.
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

/// A module's failure in the words that cloud-init's status has for it.
struct ModuleError: Error, CustomStringConvertible {
    let description: String

    init(_ exception: String, _ message: String) {
        description = "\(exception)(\"\(message)\")"
    }
}
