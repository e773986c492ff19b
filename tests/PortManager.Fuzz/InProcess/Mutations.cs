namespace PortManager.Tests.Fuzz.InProcess;

/// <summary>Inputs made from others by a few changes. The same seed makes the same ones.</summary>
internal sealed class Mutations(int seed, IReadOnlyList<byte[]> corpus)
{
    private const int MaxLength = 512;
    private const int MaxChanges = 8;
    private const int LongestPiece = 32;

    private readonly Random _random = new(seed);
    private readonly byte[] _input = new byte[MaxLength];
    private int _length;

    /// <summary>The next input; its memory is used again for the one after it.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _length = 0;
        Insert(0, Pick());
        for (int changes = _random.Next(1, MaxChanges + 1); changes > 0; changes--)
            Change();
        return _input.AsSpan(0, _length);
    }

    private void Change()
    {
        int at = _random.Next(_length + 1);
        switch (_random.Next(7))
        {
            case 0:
                Remove(at, Math.Min(_random.Next(1, LongestPiece), _length - at));
                break;
            case 1:
                Insert(at, Piece(_input.AsSpan(0, _length)));
                break;
            case 2:
                Insert(at, [(byte)_random.Next(256)]);
                break;
            case 3:
                _length = at;
                Insert(_length, Piece(Pick()));
                break;
            case 4 when at < _length:
                _input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 5 when at < _length:
                _input[at] = (byte)(_input[at] + _random.Next(-16, 17));
                break;
            default:
                Insert(at, Piece(Pick()));
                break;
        }
    }

    private byte[] Pick() => corpus[_random.Next(corpus.Count)];

    private ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> of)
    {
        int start = _random.Next(of.Length + 1);
        return of.Slice(start, Math.Min(_random.Next(1, LongestPiece), of.Length - start));
    }

    private void Remove(int at, int count)
    {
        _input.AsSpan(at + count, _length - at - count).CopyTo(_input.AsSpan(at));
        _length -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        // The piece may be of the input itself, which is about to move.
        Span<byte> piece = stackalloc byte[MaxLength];
        int count = Math.Min(bytes.Length, MaxLength - _length);
        bytes[..count].CopyTo(piece);
        _input.AsSpan(at, _length - at).CopyTo(_input.AsSpan(at + count));
        piece[..count].CopyTo(_input.AsSpan(at));
        _length += count;
    }
}
