import Foundation
import SeededRandom

/// Every choice of a run, by name.
///
/// A choice is the hash of the seed and its name, so that it depends on no other. What was chosen against the default is
/// recorded; a run that is given such a list takes the default wherever the list says nothing, which is what makes a
/// failing run shrinkable.
final class Decisions {
    /// A choice against the default, as a line of a recorded run: `NAME = VALUE`.
    struct Choice: Equatable, Hashable {
        let name: String
        let value: String

        var line: String { "\(name) = \(value)" }

        init(name: String, value: String) {
            self.name = name
            self.value = value
        }

        /// Reads `line`; nil for another line.
        init?(line: String) {
            guard let separator = line.range(of: " = ") else { return nil }
            self.init(
                name: String(line[..<separator.lowerBound]), value: String(line[separator.upperBound...]))
        }
    }

    private let seed: UInt64
    /// The recorded values by the hash of their names; nil for a run that chooses by its seed.
    private let recorded: [UInt64: String]?
    /// The choices against the default, in the order in which they were made.
    private(set) var made: [Choice] = []
    /// Called with each of them.
    var onChoice: ((Choice) -> Void)?
    /// False from the beginning of the quiet end: everything takes its default.
    var isActive = true

    init(seed: UInt64, recorded: [Choice]?) {
        self.seed = seed
        self.recorded = recorded.map { choices in
            Dictionary(choices.map { (StableHash.of($0.name), $0.value) }, uniquingKeysWith: { $1 })
        }
    }

    /// The value that was chosen, or nil for the default.
    ///
    /// - Parameters:
    ///   - share: The number of cases in a million in which the default is not taken.
    ///   - value: Draws the value.
    func choose(
        _ name: ChoiceName, share: Int, _ value: (inout SeededRandom) -> String?
    ) -> String? {
        guard isActive else { return nil }
        if let recorded {
            guard let value = recorded[name.hash] else { return nil }
            add(Choice(name: name.text, value: value))
            return value
        }
        guard share > 0 else { return nil }
        var random = random(name)
        guard Int(random.next() % 1_000_000) < share, let value = value(&random) else { return nil }
        add(Choice(name: name.text, value: value))
        return value
    }

    private func add(_ choice: Choice) {
        made.append(choice)
        onChoice?(choice)
    }

    /// Numbers of that name which are no choices: latencies, boot times, keys. A replayed run has the same.
    func random(_ name: ChoiceName) -> SeededRandom {
        SeededRandom(seed: StableHash.mixed(seed ^ name.hash))
    }
}

/// The name of a choice: the scope in which it is made, the effect, and its number among the effects of that kind there.
struct ChoiceName {
    let scope: Scope
    let effect: Effect
    let number: Int

    var text: String { "\(scope.name) \(effect.name) \(number)" }
    /// The hash of the text, without making the text.
    var hash: UInt64 {
        StableHash.continued(
            StableHash.continued(scope.hash, effect.bytes), StableHash.digits(of: number))
    }
}

/// A stretch of one process's work, such as a job's second process or a round of maintenance, in which choices are
/// counted.
final class Scope {
    let name: String
    let hash: UInt64
    private var counts = [Int](repeating: 0, count: Effect.allCases.count)

    init(_ name: String) {
        self.name = name
        hash = StableHash.of(name)
    }

    /// The name of the next choice at that effect.
    func next(_ effect: Effect) -> ChoiceName {
        counts[effect.rawValue] += 1
        return ChoiceName(scope: self, effect: effect, number: counts[effect.rawValue])
    }
}

/// FNV-1a, the same in every process (http://www.isthe.com/chongo/tech/comp/fnv/).
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        continued(0xCBF2_9CE4_8422_2325, text.utf8)
    }

    static func continued(_ hash: UInt64, _ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash = hash
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }

    static func mixed(_ number: UInt64) -> UInt64 {
        var random = SeededRandom(seed: number)
        return random.next()
    }

    /// A blank and the digits.
    static func digits(of number: Int) -> [UInt8] {
        [UInt8(ascii: " ")] + Array(String(number).utf8)
    }
}
