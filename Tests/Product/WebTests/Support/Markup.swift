import Testing

/// The elements of a page, parsed as strictly as our templates are written.
struct Markup {
    struct Element {
        let name: String
        let attributes: [(name: String, value: String)]

        subscript(attribute: String) -> String? {
            attributes.first { $0.name == attribute }?.value
        }
    }

    private(set) var elements: [Element] = []
    /// The errors of nesting.
    private(set) var nestingErrors: [String] = []

    private static let voids: Set = ["!doctype", "meta", "link", "input", "br"]

    init(_ page: String) {
        var open: [String] = []
        for part in page.split(separator: "<").filter({ $0.contains(">") }) {
            let tag = part[..<(Self.tagEnd(in: part))]
            if tag.hasPrefix("/") {
                let name = String(tag.dropFirst())
                if open.last == name {
                    open.removeLast()
                } else {
                    nestingErrors.append("</\(name)> in \(open)")
                }
            } else {
                let element = Self.element(tag)
                elements.append(element)
                if !Self.voids.contains(element.name), !tag.hasSuffix("/") { open.append(element.name) }
            }
        }
        if !open.isEmpty { nestingErrors.append("left open: \(open)") }
    }

    /// The values of that attribute on all elements that have it.
    func values(_ attribute: String) -> [String] {
        elements.compactMap { $0[attribute] }
    }

    func named(_ name: String) -> [Element] {
        elements.filter { $0.name == name }
    }

    private static func tagEnd(in part: Substring) -> Substring.Index {
        var isQuoted = false
        for index in part.indices {
            if part[index] == "\"" { isQuoted.toggle() }
            if part[index] == ">", !isQuoted { return index }
        }
        return part.endIndex
    }

    private static func element(_ tag: Substring) -> Element {
        let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
        var attributes: [(name: String, value: String)] = []
        var rest = tag.dropFirst(name.count).drop(while: \.isWhitespace)
        while !rest.isEmpty, rest != "/" {
            let attribute = rest.prefix { $0 != "=" && !$0.isWhitespace }
            rest = rest.dropFirst(attribute.count)
            var value = ""
            if rest.hasPrefix("=\"") {
                let quoted = rest.dropFirst(2).prefix { $0 != "\"" }
                value = String(quoted)
                rest = rest.dropFirst(quoted.count + 3)
            }
            attributes.append((String(attribute), value))
            rest = rest.drop(while: \.isWhitespace)
        }
        return Element(name: name.lowercased(), attributes: attributes)
    }
}
