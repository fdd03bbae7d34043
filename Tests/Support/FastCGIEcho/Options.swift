/// `name=number` arguments.
struct Options {
    private var values: [Substring: Int] = [:]

    init(_ arguments: some Sequence<String>) {
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = Int(parts[1]) }
        }
    }

    subscript(name: Substring) -> Int? { values[name] }
}
