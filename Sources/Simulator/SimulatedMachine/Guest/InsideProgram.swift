import Glibc

/// The programs that this executable is inside a machine.
package enum InsideProgram: String, CaseIterable, Sendable {
    case firstProcess = "init"
    case cloudInitBoot = "cloud-init-boot"
    case cloudInit = "cloud-init"
    case serviceManager = "service-manager"
    case systemctl
    case journalctl
    case brokenSSH = "broken-ssh"
    case bot

    /// Runs it to its end and gives the exit status.
    package func run(_ arguments: [String]) -> Int32 {
        // A client that goes away must not take the service manager with it.
        signal(SIGPIPE, SIG_IGN)
        do {
            return try start(arguments)
        } catch {
            complain("\(rawValue): \(error)")
            return 1
        }
    }

    private func start(_ arguments: [String]) throws -> Int32 {
        switch self {
        case .firstProcess: try FirstProcess.run()
        case .cloudInitBoot: try CloudInitBoot.run()
        case .cloudInit: try CloudInitCommand.run(arguments)
        case .serviceManager: try ServiceManager.run()
        case .systemctl: try SystemctlCommand.run(arguments)
        case .journalctl: try JournalctlCommand.run(arguments)
        case .brokenSSH: try BrokenSSH.run(arguments)
        case .bot: try Bot.run()
        }
    }
}

/// Writes a line to standard output at once, whatever it is connected to.
func say(_ line: String) {
    put(line + "\n", on: STDOUT_FILENO)
}

/// Writes a line to standard error.
func complain(_ line: String) {
    put(line + "\n", on: STDERR_FILENO)
}

/// Writes a whole text; whoever has stopped reading gets no more.
func put(_ text: String, on descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
