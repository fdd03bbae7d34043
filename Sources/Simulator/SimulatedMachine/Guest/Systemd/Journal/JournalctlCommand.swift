import Glibc

/// The command `journalctl`, with the options for reading the last lines of a unit.
enum JournalctlCommand {
    /// The formats of `-o`; `cat` prints the messages alone.
    private enum Output: String {
        case short
        case cat
    }

    private struct Query {
        var units: Set<String> = []
        var count: Int?
        var output = Output.short
        var isReversed = false
    }

    static func run(_ arguments: [String]) throws -> Int32 {
        let query = try query(arguments)
        guard access(Journal.file, R_OK) == 0 else {
            printError("No journal files were opened due to insufficient permissions.")
            return 1
        }
        let host = (try File.text("/etc/hostname")).filter { $0 != "\n" }
        var entries = try File.text(Journal.file).split(separator: "\n").compactMap(JournalEntry.init(line:))
        if !query.units.isEmpty {
            entries.removeAll { !query.units.contains($0.unit) }
        }
        if let count = query.count {
            entries = entries.suffix(count)
        }
        if entries.isEmpty {
            printLine("-- No entries --")
        }
        for entry in query.isReversed ? entries.reversed() : entries {
            printLine(query.output == .cat ? entry.message : entry.short(host: host))
        }
        return 0
    }

    private static func query(_ arguments: [String]) throws(MachineError) -> Query {
        var query = Query()
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let (option, attached) = split(argument)
            func value() throws(MachineError) -> String {
                guard let value = attached ?? rest.popFirst() else {
                    throw MachineError("option '\(option)' requires an argument")
                }
                return value
            }
            switch option {
            case "-u", "--unit": query.units.insert(UnitLoader.fullName(try value()))
            case "-n", "--lines": query.count = try count(try value())
            case "-o", "--output": query.output = try output(try value())
            case "-r", "--reverse": query.isReversed = true
            case "--no-pager", "-q", "--quiet", "-b", "--boot", "-e", "--pager-end", "--no-hostname", "-a",
                "--all":
                break
            default: throw MachineError("unrecognized option '\(argument)'")
            }
        }
        return query
    }

    /// Splits `--name=value` and `-nVALUE` into option and value.
    private static func split(_ argument: String) -> (option: String, value: String?) {
        if argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") {
            return (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
        }
        if argument.hasPrefix("-"), !argument.hasPrefix("--"), argument.count > 2 {
            return (String(argument.prefix(2)), String(argument.dropFirst(2)))
        }
        return (argument, nil)
    }

    private static func count(_ text: String) throws(MachineError) -> Int? {
        if text == "all" { return nil }
        guard let count = Int(text), count >= 0 else { throw MachineError("Failed to parse lines '\(text)'") }
        return count
    }

    private static func output(_ name: String) throws(MachineError) -> Output {
        guard let output = Output(rawValue: name) else { throw MachineError("Unknown output '\(name)'.") }
        return output
    }
}
