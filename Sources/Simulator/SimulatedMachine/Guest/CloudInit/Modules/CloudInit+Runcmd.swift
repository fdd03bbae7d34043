extension CloudInit {
    private static let script = instanceDirectory + "/scripts/runcmd"

    /// Writes the commands of `runcmd` into one shell script, as cloud-init does.
    func writeRuncmdScript() throws {
        guard let commands = configuration["runcmd"] else { return }
        guard let items = commands.array else {
            throw ModuleError("TypeError", "Input to shellify was type '\(commands.pythonType)'.")
        }
        try File.write(try CloudInit.shellify(items), to: CloudInit.script, mode: 0o700)
    }

    /// The script for a list of commands: arrays are quoted word by word, strings are taken as shell text. Throws
    /// for any other type.
    static func shellify(_ items: [JSONValue]) throws -> String {
        var script = "#!/bin/sh\n"
        for item in items {
            if let line = item.string {
                script += line + "\n"
            } else if let words = item.array {
                script += try words.map(quoted).joined(separator: " ") + "\n"
            } else {
                throw ModuleError(
                    "TypeError",
                    "Unable to shellify type '\(item.pythonType)'. Expected list, string, tuple.")
            }
        }
        return script
    }

    private static func quoted(_ word: JSONValue) throws -> String {
        let text: String
        switch word {
        case .string(let value): text = value
        case .integer(let value): text = String(value)
        case .number(let value): text = String(value)
        case .bool(let value): text = value ? "True" : "False"
        case .null: text = "None"
        case .array, .object: throw ModuleError("TypeError", "a word of a command is a \(word.pythonType)")
        }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
    }

    /// Runs the script of `writeRuncmdScript`, if there is one. Throws when its exit status, which is that of its last
    /// command, is not 0.
    func runUserScripts() throws {
        guard File.exists(CloudInit.script) else { return }
        guard try CloudInit.run([CloudInit.script]).isSuccess else {
            throw ModuleError("RuntimeError", "Runparts: 1 failures (runcmd) in 1 attempted commands")
        }
    }
}
