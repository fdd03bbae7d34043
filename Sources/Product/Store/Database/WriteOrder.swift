import SQLite

/// Who writes first when several want to.
package enum WriteOrder: Sendable {
    /// Who asked first.
    case byTurn
    /// Anybody: for simulated processes, which must not wait outside of their time.
    case unordered

    var ofDatabase: Database.WriteOrder {
        switch self {
        case .byTurn: .byTurn
        case .unordered: .unordered
        }
    }
}
