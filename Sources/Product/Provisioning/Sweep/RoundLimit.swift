import Crypto
import Store

/// Stops a round that would lose or delete more at once than is likely. A person looks at the list and accepts it.
package struct RoundLimit {
    /// The reason why a round was stopped.
    package struct Exceeded: Error, Equatable, CustomStringConvertible {
        /// The list's name, which depends on nothing but its items.
        package let list: String
        package let items: [String]

        package var description: String {
            "\(items.count) losses or deletions at once are more than is likely, so none was done: look at them (\(shown)), "
                + "and if they are right run `rachel-cloud sweep --accept \(list)`"
        }

        private var shown: String {
            items.prefix(10).joined(separator: ", ") + (items.count > 10 ? ", …" : "")
        }
    }

    private static let always = 3

    let store: Store
    /// The number of servers that are active.
    let active: Int

    /// Throws `Exceeded` when there are more of them than the larger of three and a tenth of the active servers, unless a
    /// person has accepted exactly these.
    package func admit(_ items: [String]) throws {
        guard items.count > max(Self.always, active / 10) else { return }
        let list = Self.name(of: items)
        guard try store.isAccepted(list) else { throw Exceeded(list: list, items: items) }
    }

    static func name(of items: [String]) -> String {
        let digest = SHA256.hash(Array(items.sorted().joined(separator: "\n").utf8))
        return Hex.encode(Array(digest.prefix(4)))
    }
}
