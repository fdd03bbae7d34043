extension Instant {
    /// RFC 3339 in UTC to the second, rounded down: `2026-11-21T01:02:03Z`.
    package var rfc3339: String {
        var text: [UInt8] = []
        CalendarTime(self).appendDateAndTime(to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// RFC 3339 in UTC with three decimals: `2026-11-21T01:02:03.456Z`.
    package var rfc3339WithMilliseconds: String {
        var text: [UInt8] = []
        appendRFC3339WithMilliseconds(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends `rfc3339WithMilliseconds` as UTF-8.
    package func appendRFC3339WithMilliseconds(to bytes: inout [UInt8]) {
        let time = CalendarTime(self)
        time.appendDateAndTime(to: &bytes)
        bytes.append(UInt8(ascii: "."))
        bytes.append(time.millisecond, digits: 3, then: "Z")
    }

    /// Reads `2026-11-21T01:02:03Z`, with or without a fraction of the second, with `Z` or an offset as `+01:00`,
    /// `+0100` or `+01`. The fraction is rounded to milliseconds; a second of 60 and a day past the end of its
    /// month run on into the next. Nil for anything else.
    package init?(rfc3339 text: String) {
        var rest = text.utf8[...]
        guard let year = rest.takeNumber(maxDigits: 4), rest.take("-"),
            let month = rest.takeNumber(maxDigits: 2), (1...12).contains(month), rest.take("-"),
            let day = rest.takeNumber(maxDigits: 2), (1...31).contains(day), rest.take("T") || rest.take("t"),
            let hour = rest.takeNumber(maxDigits: 2), rest.take(":"),
            let minute = rest.takeNumber(maxDigits: 2), rest.take(":"),
            let second = rest.takeNumber(maxDigits: 2), let milliseconds = rest.takeFraction(),
            let offset = rest.takeOffset(), rest.isEmpty
        else { return nil }
        let instant = Instant(
            year: year, month: month, day: day, hour: hour, minute: minute - offset, second: second)
        self.init(milliseconds: instant.milliseconds + milliseconds)
    }
}

extension CalendarTime {
    /// Appends for example `2026-11-21T01:02:03`.
    fileprivate func appendDateAndTime(to bytes: inout [UInt8]) {
        bytes.append(year, digits: 4, then: "-")
        bytes.append(month, digits: 2, then: "-")
        bytes.append(day, digits: 2, then: "T")
        bytes.append(hour, digits: 2, then: ":")
        bytes.append(minute, digits: 2, then: ":")
        bytes.append(second, digits: 2)
    }
}

extension [UInt8] {
    /// Appends a number with leading zeros, and the character after it.
    fileprivate mutating func append(_ number: Int, digits: Int, then mark: Unicode.Scalar? = nil) {
        var limit = 1
        for _ in 0..<digits { limit *= 10 }
        if (0..<limit).contains(number) {
            while limit > 1 {
                append(UInt8(ascii: "0") + UInt8(number % limit / (limit / 10)))
                limit /= 10
            }
        } else {
            // A year that RFC 3339 has no form for.
            append(contentsOf: "\(number)".utf8)
        }
        if let mark { append(UInt8(ascii: mark)) }
    }
}

extension Substring.UTF8View {
    /// Removes `character` from the front. False when another or none stands there.
    fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard first == UInt8(ascii: character) else { return false }
        removeFirst()
        return true
    }

    /// Removes a digit from the front.
    private mutating func takeDigit() -> Int? {
        guard let byte = first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        removeFirst()
        return Int(byte - UInt8(ascii: "0"))
    }

    /// Removes a number of 1 to `maxDigits` digits from the front.
    fileprivate mutating func takeNumber(maxDigits: Int) -> Int? {
        guard var number = takeDigit() else { return nil }
        for _ in 1..<maxDigits {
            guard let digit = takeDigit() else { break }
            number = number * 10 + digit
        }
        return number
    }

    /// Removes a fraction of the second from the front and returns it in milliseconds: 0 when there is none, nil
    /// when no digit follows the point.
    fileprivate mutating func takeFraction() -> Int64? {
        guard take(".") else { return 0 }
        guard var tenthsOfMilliseconds = takeDigit() else { return nil }
        for _ in 1..<4 { tenthsOfMilliseconds = tenthsOfMilliseconds * 10 + (takeDigit() ?? 0) }
        while takeDigit() != nil {}
        return Int64((tenthsOfMilliseconds + 5) / 10)
    }

    /// Removes `Z` or an offset from UTC from the front and returns it in minutes.
    fileprivate mutating func takeOffset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = takeNumber(maxDigits: 2), hours < 24 else { return nil }
        var minutes = 0
        if !isEmpty {
            _ = take(":")
            guard let number = takeNumber(maxDigits: 2), number < 60 else { return nil }
            minutes = number
        }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }
}
