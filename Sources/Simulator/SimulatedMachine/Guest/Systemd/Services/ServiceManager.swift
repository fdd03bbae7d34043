import Glibc
import Synchronization

/// Stands in for systemd: knows the unit files, keeps the services, answers `systemctl`.
final class ServiceManager: Sendable {
    let journal: Journal
    private let library = Mutex(UnitLoader())
    private let services = Mutex<[String: Service]>([:])

    init() throws(MachineError) {
        journal = try Journal()
    }

    /// Answers until the machine ends.
    static func run() throws -> Int32 {
        // The directory by which programs know that systemd runs.
        try File.makeDirectory("/run/systemd/system")
        let manager = try ServiceManager()
        let questions = try ManagerSocket.listen(ManagerSocket.questions, mode: 0o666)
        try startThread { manager.serve(questions, isForRoot: false) }
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
                try startThread { self.answer(connection, isForRoot: isForRoot) }
            } catch {
                close(connection)
            }
        }
    }

    private func answer(_ connection: Int32, isForRoot: Bool) {
        defer { close(connection) }
        do {
            let request = try ManagerSocket.receive(ManagerSocket.Request.self, from: connection)
            var command = SystemctlHandler(manager: self, isRoot: isForRoot)
            try ManagerSocket.send(command.run(request.arguments), on: connection)
        } catch {
            complain("service manager: \(error)")
        }
    }

    /// The unit of that full name, or nil when there is none. Throws when its file makes no service.
    func unit(_ name: String) throws(MachineError) -> ServiceUnit? {
        try library.withLock { library throws(MachineError) in
            try library.unit(name) { self.journal.note(name, $0) }
        }
    }

    func isStale(_ name: String) -> Bool {
        library.withLock { $0.isStale(name) }
    }

    func reload() {
        library.withLock { $0.reload() }
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
