extension Problem {
    /// `{"error":{"code":…,"message":…}}`, with the faulty fields where there are any.
    var json: JSONValue {
        var error: [String: JSONValue] = ["code": .string(code), "message": .string(message)]
        if !faults.isEmpty {
            error["fields"] = .array(
                faults.map { .object(["field": .string($0.field), "message": .string($0.message)]) })
        }
        return .object(["error": .object(error)])
    }
}
