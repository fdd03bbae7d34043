import FoundationEssentials
import Glibc

/// The progress of cloud-init, as status.json has it.
struct CloudInitStatus: Codable, Equatable {
    struct Stage: Codable, Equatable {
        var errors: [String] = []
        /// Seconds since 1970.
        var start: Double?
        var finished: Double?
    }

    struct Stages: Codable, Equatable {
        var datasource: String?
        var stage: String?
        var initLocal = Stage()
        var initNetwork = Stage()
        var modulesConfig = Stage()
        var modulesFinal = Stage()

        enum CodingKeys: String, CodingKey {
            case datasource, stage
            case initLocal = "init-local"
            case initNetwork = "init"
            case modulesConfig = "modules-config"
            case modulesFinal = "modules-final"
        }

        var all: [Stage] { [initLocal, initNetwork, modulesConfig, modulesFinal] }
        var errors: [String] { all.flatMap(\.errors) }
    }

    struct Result: Codable, Equatable {
        struct Contents: Codable, Equatable {
            let datasource: String?
            let errors: [String]
        }

        let v1: Contents
    }

    static let statusFile = "/run/cloud-init/status.json"
    static let resultFile = "/run/cloud-init/result.json"
    static let dataDirectory = "/var/lib/cloud/data"

    // Named as the key in the file.
    var v1 = Stages()

    /// The content of status.json, or nil while there is none.
    static func current() throws -> CloudInitStatus? {
        guard File.exists(statusFile) else { return nil }
        return try JSONDecoder().decode(CloudInitStatus.self, from: Data(try File.read(statusFile)))
    }

    /// Writes status.json, readable for everyone.
    func write() throws {
        try CloudInitStatus.publish(self, as: "status.json", link: CloudInitStatus.statusFile)
    }

    /// Writes result.json, whose existence means that cloud-init has finished.
    func writeResult() throws {
        let result = Result(v1: Result.Contents(datasource: v1.datasource, errors: v1.errors))
        try CloudInitStatus.publish(result, as: "result.json", link: CloudInitStatus.resultFile)
    }

    private static func publish(_ value: some Encodable, as name: String, link path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try File.createDirectory(dataDirectory)
        try File.createDirectory("/run/cloud-init")
        let text = String(decoding: try encoder.encode(value), as: UTF8.self)
        try File.replace(dataDirectory + "/" + name, with: text + "\n")
        guard !File.exists(path) else { return }
        guard symlink(dataDirectory + "/" + name, path) == 0 else { throw MachineError.system("link", path) }
    }
}
