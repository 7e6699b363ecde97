namespace Conformance.Engine.Syntax;

/// <summary>Operators with two sides, C's meaning on 64-bit integers.</summary>
public enum BinaryOperator : byte
{
    Or,
    And,
    BitOr,
    BitXor,
    BitAnd,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    ShiftLeft,
    ShiftRight,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// <summary>Operators with one side.</summary>
public enum UnaryOperator : byte
{
    Not,
    Complement,
    Negate,
    Plus,
    Dereference,
    AddressOf,
}

/// <summary>Spelling and precedence (C's table) of operators: one row an operator.</summary>
public static class Operators
{
    private static readonly (string Spelling, byte Precedence)[] Table =
    [
        ("||", 1), ("&&", 2), ("|", 3), ("^", 4), ("&", 5), ("==", 6), ("!=", 6), ("<", 7), ("<=", 7), (">", 7), (">=", 7),
        ("<<", 8), (">>", 8), ("+", 9), ("-", 9), ("*", 10), ("/", 10), ("%", 10),
    ];

    /// <summary>Binds tighter than every operator with two sides.</summary>
    public const int UnaryPrecedence = 11;

    /// <summary>As scripts write it.</summary>
    public static string Spelling(this BinaryOperator op) => Table[(int)op].Spelling;

    /// <summary>As scripts write it.</summary>
    public static string Spelling(this UnaryOperator op) => op switch
    {
        UnaryOperator.Not => "!",
        UnaryOperator.Complement => "~",
        UnaryOperator.Negate => "-",
        UnaryOperator.Plus => "+",
        UnaryOperator.Dereference => "*",
        _ => "&",
    };

    /// <summary>The operator of a token before an expression.</summary>
    public static UnaryOperator? Unary(TokenKind kind) => kind switch
    {
        TokenKind.Exclamation => UnaryOperator.Not,
        TokenKind.Tilde => UnaryOperator.Complement,
        TokenKind.Minus => UnaryOperator.Negate,
        TokenKind.Plus => UnaryOperator.Plus,
        TokenKind.Star => UnaryOperator.Dereference,
        TokenKind.Ampersand => UnaryOperator.AddressOf,
        _ => null,
    };

    /// <summary>From 1 (loosest).</summary>
    public static int Precedence(this BinaryOperator op) => Table[(int)op].Precedence;

    /// <summary>Whether it compares (and so also accepts texts for == and !=).</summary>
    public static bool IsComparison(this BinaryOperator op) => op is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual;

    /// <summary>Whether it is &amp;&amp; or ||.</summary>
    public static bool IsLogical(this BinaryOperator op) => op is BinaryOperator.Or or BinaryOperator.And;

    /// <summary>Whether the sides may be swapped.</summary>
    public static bool IsCommutative(this BinaryOperator op) =>
        op is BinaryOperator.Add or BinaryOperator.Multiply or BinaryOperator.BitAnd or BinaryOperator.BitOr or BinaryOperator.BitXor or BinaryOperator.Equal or BinaryOperator.NotEqual;

    /// <summary>The operator of a token between two expressions.</summary>
    public static BinaryOperator? Binary(TokenKind kind) => kind switch
    {
        TokenKind.PipePipe => BinaryOperator.Or,
        TokenKind.AmpersandAmpersand => BinaryOperator.And,
        TokenKind.Pipe => BinaryOperator.BitOr,
        TokenKind.Caret => BinaryOperator.BitXor,
        TokenKind.Ampersand => BinaryOperator.BitAnd,
        TokenKind.EqualEqual => BinaryOperator.Equal,
        TokenKind.ExclamationEqual => BinaryOperator.NotEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessEqual => BinaryOperator.LessOrEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterEqual => BinaryOperator.GreaterOrEqual,
        TokenKind.ShiftLeft => BinaryOperator.ShiftLeft,
        TokenKind.ShiftRight => BinaryOperator.ShiftRight,
        TokenKind.Plus => BinaryOperator.Add,
        TokenKind.Minus => BinaryOperator.Subtract,
        TokenKind.Star => BinaryOperator.Multiply,
        TokenKind.Slash => BinaryOperator.Divide,
        TokenKind.Percent => BinaryOperator.Remainder,
        _ => null,
    };

    /// <summary>The operator of a compound assignment (<c>+=</c>).</summary>
    public static BinaryOperator? Compound(TokenKind kind) => kind switch
    {
        TokenKind.PlusEqual => BinaryOperator.Add,
        TokenKind.MinusEqual => BinaryOperator.Subtract,
        TokenKind.StarEqual => BinaryOperator.Multiply,
        TokenKind.SlashEqual => BinaryOperator.Divide,
        TokenKind.PercentEqual => BinaryOperator.Remainder,
        TokenKind.AmpersandEqual => BinaryOperator.BitAnd,
        TokenKind.PipeEqual => BinaryOperator.BitOr,
        TokenKind.CaretEqual => BinaryOperator.BitXor,
        TokenKind.ShiftLeftEqual => BinaryOperator.ShiftLeft,
        TokenKind.ShiftRightEqual => BinaryOperator.ShiftRight,
        _ => null,
    };
}
