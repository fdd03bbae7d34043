import Glibc

/// The programs that this executable can run as inside a machine: `hetzner-sim machine inside NAME`.
package enum GuestProgram: String, CaseIterable, Sendable {
    case initProcess = "init"
    case cloudInitBoot = "cloud-init-boot"
    case cloudInit = "cloud-init"
    case serviceManager = "service-manager"
    case systemctl
    case journalctl
    case brokenSSH = "broken-ssh"
    case bot

    /// Runs the program and returns its exit status.
    package func run(_ arguments: [String]) -> Int32 {
        // A client that disconnects early must not end the service manager.
        signal(SIGPIPE, SIG_IGN)
        do {
            return try dispatch(arguments)
        } catch {
            printError("\(rawValue): \(error)")
            return 1
        }
    }

    /// The command line that runs this program in a machine.
    func command(_ arguments: [String] = []) -> [String] {
        [GuestPaths.simulator, "machine", "inside", rawValue] + arguments
    }

    private func dispatch(_ arguments: [String]) throws -> Int32 {
        switch self {
        case .initProcess: try InitProcess.run()
        case .cloudInitBoot: try CloudInitBoot.run()
        case .cloudInit: try CloudInitCommand.run(arguments)
        case .serviceManager: try ServiceManager.run()
        case .systemctl: try SystemctlCommand.run(arguments)
        case .journalctl: try JournalctlCommand.run(arguments)
        case .brokenSSH: try BrokenSSHDaemon.run(arguments)
        case .bot: try RachelBot.run()
        }
    }
}
