import Glibc
import Linux
import Synchronization

/// Replaces systemd: loads the unit files, runs the services and carries out `systemctl` commands.
final class ServiceManager: Sendable {
    let journal: Journal
    private let loader = Mutex(UnitLoader())
    private let services = Mutex<[String: Service]>([:])

    init() throws(MachineError) {
        journal = try Journal()
    }

    /// Serves both sockets until the machine ends.
    static func run() throws -> Int32 {
        // Programs detect systemd by this directory (sd_booted(3)).
        try File.createDirectory("/run/systemd/system")
        let manager = try ServiceManager()
        let readOnly = try ManagerSocket.listen(ManagerSocket.readOnly, mode: 0o666)
        try startThread { manager.serve(readOnly, isForRoot: false) }
        manager.serve(try ManagerSocket.listen(ManagerSocket.control, mode: 0o600), isForRoot: true)
    }

    private func serve(_ listener: Int32, isForRoot: Bool) -> Never {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                pause(.milliseconds(100))
                continue
            }
            do {
                // A thread for each connection: stopping a service can take long, and must not block other commands.
                try startThread { self.respond(to: connection, isForRoot: isForRoot) }
            } catch {
                close(connection)
            }
        }
    }

    private func respond(to connection: Int32, isForRoot: Bool) {
        defer { close(connection) }
        do {
            let request = try ManagerSocket.receive(ManagerSocket.Request.self, from: connection)
            var handler = SystemctlHandler(manager: self, isRoot: isForRoot)
            try ManagerSocket.send(handler.run(request.arguments), on: connection)
        } catch {
            printError("service manager: \(error)")
        }
    }

    /// The unit of that full name, or nil when there is none. Throws when its file is not a valid service.
    func unit(_ name: String) throws(MachineError) -> ServiceUnit? {
        try loader.withLock { loader throws(MachineError) in
            try loader.unit(name) { self.journal.log(name, $0) }
        }
    }

    /// True when the unit's files have changed since they were loaded.
    func needsDaemonReload(_ name: String) -> Bool {
        loader.withLock { $0.needsDaemonReload(name) }
    }

    /// Loads all unit files again at their next use, for `daemon-reload`.
    func reload() {
        loader.withLock { $0.reload() }
    }

    /// The service of a unit, created at its first use.
    func service(_ name: String) throws(MachineError) -> Service {
        try services.withLock { services throws(MachineError) in
            if let known = services[name] { return known }
            let service = try Service(name: name, journal: journal)
            services[name] = service
            return service
        }
    }

    /// Restarts the machine: at once, as a power cut does, or after the services were stopped.
    func reboot(isOrderly: Bool) {
        if isOrderly {
            for service in services.withLock({ Array($0.values) }) { service.stop(limit: .seconds(10)) }
        }
        kill(1, InitProcess.resetSignal)
    }

    /// The state of a service, also of one that was never started.
    func state(_ name: String) -> ServiceState {
        services.withLock { $0[name] }?.current ?? ServiceState()
    }
}

/// Starts a thread that nobody waits for.
func startThread(_ body: @escaping @Sendable () -> Void) throws(MachineError) {
    do throws(SystemError) {
        try PosixThread(body).detach()
    } catch {
        throw .system("start", "a thread", code: error.code)
    }
}
