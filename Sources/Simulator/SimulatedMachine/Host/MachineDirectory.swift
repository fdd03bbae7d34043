import DetachedProcess
import FoundationEssentials

/// What is kept of one machine outside it: `STATE/NAME`. All else lives in the machine's own memory and
/// goes with its processes.
struct MachineDirectory {
    let path: String

    init(state: String, name: String) {
        path = state + "/" + name
    }

    /// Whether this is a machine's directory: nothing else is ever removed.
    var isMachine: Bool { File.exists(specification) }
    /// What was asked for.
    var specification: String { path + "/machine.json" }
    var userData: String { path + "/user-data" }
    /// The programs that the machine finds on its image and in its internet.
    var standIns: String { path + "/stand-ins" }
    /// The outermost process. Only there is a machine that anyone can stop.
    var process: String { path + "/process" }
    /// Written after `process`: the machine waits for it, so that one nobody recorded ends by itself.
    var released: String { path + "/released" }
    /// The first process inside, written once its root file system stands.
    var launched: String { path + "/launched" }
    /// What a screen on the machine would show.
    var console: String { path + "/console.log" }
    /// Where the machine's root file system is mounted, in its mount namespace only.
    var root: String { path + "/root" }

    func record(_ machine: MachineSpecification) throws(MachineError) {
        try File.createDirectory(path)
        try File.replace(specification, with: try encoded(machine), mode: 0o600)
    }

    func record(_ running: ProcessIdentity) throws(MachineError) {
        try File.replace(process, with: running.text, mode: 0o600)
    }

    /// What was asked for, or nil when a start was cut off before it was written.
    func recordedMachine() throws(MachineError) -> MachineSpecification? {
        try decoded(MachineSpecification.self, specification)
    }

    func recordedProcess() throws(MachineError) -> ProcessIdentity? {
        guard File.exists(process) else { return nil }
        guard let identity = ProcessIdentity(text: try File.text(process)) else {
            throw MachineError("\(process) names no process")
        }
        return identity
    }

    /// The first process inside, as it is called outside; nil until the machine is launched.
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
            throw MachineError("can't write down \(type(of: value)): \(error)")
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
