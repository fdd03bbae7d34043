extension ServiceUnit {
    /// The specifiers that a service of ours may use (systemd.unit(5)); any other stays as it is.
    func expanded(_ value: String) -> String {
        guard value.contains("%") else { return value }
        var result = ""
        var rest = value[...]
        while let character = rest.popFirst() {
            guard character == "%", let specifier = rest.first else {
                result.append(character)
                continue
            }
            rest.removeFirst()
            switch specifier {
            case "%": result += "%"
            case "n": result += name
            case "N", "p": result += name.hasSuffix(".service") ? name.dropLast(8) : name[...]
            case "h": result += "/root"
            case "t": result += "/run"
            case "S": result += "/var/lib"
            default: result += "%" + String(specifier)
            }
        }
        return result
    }
}
