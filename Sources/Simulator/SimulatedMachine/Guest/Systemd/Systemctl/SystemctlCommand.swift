import Glibc

/// The command `systemctl`: sends its arguments to the service manager and prints the response.
enum SystemctlCommand {
    static func run(_ arguments: [String]) throws -> Int32 {
        let socket = geteuid() == 0 ? ManagerSocket.control : ManagerSocket.readOnly
        let response = try ManagerSocket.exchange(socket, ManagerSocket.Request(arguments: arguments))
        writeAll(response.output, to: STDOUT_FILENO)
        writeAll(response.errors, to: STDERR_FILENO)
        return response.status
    }
}

/// The parsed command line of `systemctl`.
struct SystemctlOptions: Equatable {
    var verb = ""
    /// Full names, with their suffix.
    var units: [String] = []
    var properties: [String] = []
    var printsOnlyValues = false
    var isQuiet = false
    var isNow = false
    /// With `--no-block`: a start returns before its service has started, and without its result.
    var isNonBlocking = false
    /// The number of `--force`.
    var force = 0

    /// Throws systemctl's own message for an option that systemctl or the simulator does not know.
    init(_ arguments: [String]) throws(MachineError) {
        var words: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--value": printsOnlyValues = true
            case "-q", "--quiet": isQuiet = true
            case "--now": isNow = true
            case "--no-block": isNonBlocking = true
            case "-f", "--force": force += 1
            case "-p", "--property":
                guard let names = rest.popFirst() else {
                    throw MachineError("systemctl: option requires an argument -- 'p'")
                }
                add(properties: names[...])
            case "--no-pager", "--system", "-l", "--full", "-a", "--all", "--plain",
                "--no-legend",
                "--no-ask-password", "--no-reload":
                break
            case "-n", "--lines": _ = rest.popFirst()
            case _ where argument.hasPrefix("--property="): add(properties: argument.dropFirst(11))
            case _ where argument.hasPrefix("--lines="): break
            case _ where argument.hasPrefix("-p"): add(properties: argument.dropFirst(2))
            case _ where argument.hasPrefix("-"):
                throw MachineError("systemctl: unrecognized option '\(argument)'")
            default: words.append(argument)
            }
        }
        verb = words.first ?? "list-units"
        units = words.dropFirst().map(UnitLoader.fullName)
    }

    private mutating func add(properties names: Substring) {
        properties += names.split(separator: ",").map(String.init)
    }
}
