import Synchronization

/// A key of a context or a part of a tag's dotted name, interned: equal names are the same small number, so that the
/// renderer compares integers and never text.
///
/// Names are never freed, so create them from templates and source code only, not from what users send. Creating one
/// takes a lock: a page has its names as constants (`static let title: Name = "title"`).
package struct Name: Hashable, Sendable {
    let index: UInt32

    /// The name of this text; equal texts give equal names.
    package init(_ text: String) {
        index = Self.table.withLock { $0.index(of: text) }
    }

    /// The text that this name was created from.
    package var text: String {
        Self.table.withLock { $0.texts[Int(index)] }
    }

    private struct Table {
        var indices: [String: UInt32] = [:]
        var texts: [String] = []

        mutating func index(of text: String) -> UInt32 {
            if let known = indices[text] { return known }
            let index = UInt32(texts.count)
            texts.append(text)
            indices[text] = index
            return index
        }
    }

    private static let table = Mutex(Table())
}

extension Name: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self.init(text) }
}

extension Name: CustomStringConvertible {
    package var description: String { text }
}
