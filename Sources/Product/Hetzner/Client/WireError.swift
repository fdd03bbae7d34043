/// Where an answer differs from what we know of it; holds nothing of its values.
struct WireError: Error, CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        description =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
            case .valueNotFound(_, let context): "\(path(context.codingPath)) is null"
            case .typeMismatch(_, let context): "\(path(context.codingPath)) has another type"
            case .dataCorrupted(let context) where !context.codingPath.isEmpty:
                "\(path(context.codingPath)) is malformed"
            default: "it is not JSON"
            }
    }

    init(description: String) {
        self.description = description
    }
}

/// As `servers[0].name`.
private func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
        if let index = key.intValue { return "\(path)[\(index)]" }
        return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
}
