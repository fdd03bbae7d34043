import Glibc
import Synchronization

/// Stands in for systemd: knows the unit files, keeps the services, answers `systemctl`.
final class ServiceManager: Sendable {
    let journal: Journal
    private let loader = Mutex(UnitLoader())
    private let services = Mutex<[String: Service]>([:])

    init() throws(MachineError) {
        journal = try Journal()
    }

    /// Answers until the machine ends.
    static func run() throws -> Int32 {
        // The directory by which programs know that systemd runs.
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
                // A thread each: stopping a service takes its time, and others may ask meanwhile.
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

    /// The unit of that full name, or nil when there is none. Throws when its file makes no service.
    func unit(_ name: String) throws(MachineError) -> ServiceUnit? {
        try loader.withLock { loader throws(MachineError) in
            try loader.unit(name) { self.journal.log(name, $0) }
        }
    }

    func needsDaemonReload(_ name: String) -> Bool {
        loader.withLock { $0.needsDaemonReload(name) }
    }

    func reload() {
        loader.withLock { $0.reload() }
    }

    /// The service of a unit, made when first asked for.
    func service(_ name: String) throws(MachineError) -> Service {
        try services.withLock { services throws(MachineError) in
            if let known = services[name] { return known }
            let service = try Service(name: name, journal: journal)
            services[name] = service
            return service
        }
    }

    /// Where it stands, whether it was ever started or not.
    func state(_ name: String) -> ServiceState {
        services.withLock { $0[name] }?.current ?? ServiceState()
    }
}
