extension Value {
    /// The value that a JSON text stands for.
    ///
    /// Whole numbers are exact; others become doubles, so `1.210` prints as 1.21 and `5.0` as 5.0. Throws with
    /// line and column for what RFC 8259 does not allow, for more than 512 lists and objects within each other,
    /// and for a number beyond a double's range; `name` is what errors call the text.
    package init(json: [UInt8], name: String = "context") throws(TemplateError) {
        self = try JSONReader.read(Source(name: name, validating: json))
    }
}
