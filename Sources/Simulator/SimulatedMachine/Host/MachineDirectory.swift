import DetachedProcess
import FoundationEssentials

/// The directory of one machine on the host, `STATE/NAME`. Everything else is in the machine's own tmpfs and
/// disappears with its processes.
struct MachineDirectory {
    let path: String

    init(state: String, name: String) {
        path = state + "/" + name
    }

    /// True for a machine's directory. No other directory is ever removed.
    var isMachine: Bool { File.exists(specification) }
    /// The machine's settings as JSON.
    var specification: String { path + "/machine.json" }
    var userData: String { path + "/user-data" }
    /// The scripts that replace programs of the image and downloads from the internet.
    var standIns: String { path + "/stand-ins" }
    /// The identity of the outermost process, by which a machine is stopped.
    var process: String { path + "/process" }
    /// The release token, written after `process`. The machine waits for it, so that one whose process was never
    /// recorded ends by itself.
    var released: String { path + "/released" }
    /// The id and start time of the init process, written once the root file system is mounted.
    var launched: String { path + "/launched" }
    /// The machine's console output.
    var console: String { path + "/console.log" }
    /// The mount point of the root file system, which exists in the machine's mount namespace only.
    var root: String { path + "/root" }

    func record(_ machine: MachineSpecification) throws(MachineError) {
        try File.createDirectory(path)
        try File.replace(specification, with: try encoded(machine), mode: 0o600)
    }

    func record(_ running: ProcessIdentity) throws(MachineError) {
        try File.replace(process, with: running.text, mode: 0o600)
    }

    /// The settings, or nil when a start was killed before it wrote them.
    func recordedMachine() throws(MachineError) -> MachineSpecification? {
        try decoded(MachineSpecification.self, specification)
    }

    /// The outermost process, or nil before it is recorded. It may have ended since.
    func recordedProcess() throws(MachineError) -> ProcessIdentity? {
        guard File.exists(process) else { return nil }
        guard let identity = ProcessIdentity(text: try File.text(process)) else {
            throw MachineError("\(process) names no process")
        }
        return identity
    }

    /// The init process, by its id on the host; nil until the machine has launched.
    func initProcess() throws(MachineError) -> ProcessIdentity? {
        guard File.exists(launched) else { return nil }
        let words = try File.text(launched).split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let id = Int32(words[0]), let ticks = UInt64(words[1]) else { return nil }
        return ProcessIdentity(id: id, startTime: ticks)
    }

    private func encoded(_ value: some Encodable) throws(MachineError) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        } catch {
            throw MachineError("can't write \(type(of: value)): \(error)")
        }
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ file: String) throws(MachineError) -> Value?
    {
        guard File.exists(file) else { return nil }
        do {
            return try JSONDecoder().decode(type, from: Data(try File.read(file)))
        } catch {
            throw MachineError("\(file) can't be read: \(error)")
        }
    }
}
