/// A place at which a process touches something outside itself, or learns that it has. Others may run there, and the
/// process may be killed or stopped there.
enum Effect: Int, CaseIterable {
    case sqliteRead, sqliteWriteLock, sqliteSync, sqliteCommitted
    /// The wait for another connection's lock.
    case sqliteBusy
    case apiSend, apiReceive
    /// What goes wrong with a call.
    case apiFault
    case scriptStart, scriptEnd
    /// What goes wrong with a connection to a server.
    case scriptFault
    case wait
    case launch
    /// What the machine of a new server does wrong.
    case machineFault
    case machine
    /// The way of a billing delivery.
    case delivery
    case request
    /// What the disk refuses.
    case diskFault
    case act

    var name: String { Self.names[rawValue] }
    /// A blank and the name, as in a choice's name.
    var bytes: [UInt8] { Self.allBytes[rawValue] }

    private static let names = allCases.map { "\($0)" }
    private static let allBytes = names.map { Array(" \($0)".utf8) }
}
