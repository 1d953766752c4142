using Google.Protobuf;
using Matching.Hosting;
using State = Matching.Vacancies.V1.Vacancy.Types.State;

namespace Matching.Vacancies;

/// <summary>
/// A vacancy and its life: a draft is published, an open one is closed, a closed one stays closed unless it was its
/// feed that removed it and its feed that brings it back.
/// </summary>
internal sealed class Vacancy
{
    private V1.Vacancy? _content;

    private Vacancy(string id, byte[] body)
    {
        Id = id;
        Body = body;
    }

    public string Id { get; }

    /// <summary>0 until it is saved for the first time.</summary>
    public long Version { get; private set; }

    /// <summary>The place of its last change in the order of changes.</summary>
    public long Sequence { get; private set; }

    public State State { get; private set; }

    /// <summary>True when it was closed by a removal in its feed.</summary>
    public bool RemovedBySource { get; private set; }

    public DateTimeOffset CreateTime { get; private init; }

    public DateTimeOffset UpdateTime { get; private set; }

    public DateTimeOffset? CloseTime { get; private set; }

    /// <summary>The checked content, without anything that can be derived, as bytes.</summary>
    public byte[] Body { get; private set; }

    /// <summary>The digest of the ad that an import made it of; null when it has been changed since.</summary>
    public string? SourceDigest { get; private set; }

    /// <summary>The content read from <see cref="Body"/>; not to be changed.</summary>
    public V1.Vacancy Content => _content ??= V1.Vacancy.Parser.ParseFrom(Body);

    public string Name => $"vacancies/{Id}";

    public string Etag => $"\"{Version}\"";

    public static Vacancy Create(V1.Vacancy content, State state, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new Vacancy(ResourceId.New(clock), content.ToByteArray())
        {
            _content = content,
            State = state,
            CreateTime = now,
            UpdateTime = now,
        };
    }

    public static Vacancy Load(
        string id,
        long version,
        long sequence,
        State state,
        bool removedBySource,
        DateTimeOffset createTime,
        DateTimeOffset updateTime,
        DateTimeOffset? closeTime,
        byte[] body,
        string? sourceDigest) => new(id, body)
        {
            Version = version,
            Sequence = sequence,
            State = state,
            RemovedBySource = removedBySource,
            CreateTime = createTime,
            UpdateTime = updateTime,
            CloseTime = closeTime,
            SourceDigest = sourceDigest,
        };

    /// <summary>Takes new content; false when it says what stands here already.</summary>
    public bool TryRevise(V1.Vacancy content, DateTimeOffset now)
    {
        var body = content.ToByteArray();
        if (body.AsSpan().SequenceEqual(Body))
        {
            return false;
        }

        Body = body;
        SourceDigest = null;
        _content = content;
        UpdateTime = now;
        return true;
    }

    /// <summary>Notes the ad that it says the same as; false when that is known.</summary>
    public bool TryNoteSource(string digest)
    {
        var isNew = SourceDigest != digest;
        SourceDigest = digest;
        return isNew;
    }

    /// <summary>Makes a draft visible; false when it is no draft.</summary>
    public bool TryPublish(DateTimeOffset now)
    {
        if (State != State.Draft)
        {
            return false;
        }

        State = State.Open;
        UpdateTime = now;
        return true;
    }

    /// <summary>Closes it for good; false when it is closed for good already.</summary>
    public bool TryClose(DateTimeOffset now)
    {
        if (State == State.Closed && !RemovedBySource)
        {
            return false;
        }

        CloseTime ??= now;
        RemovedBySource = false;
        State = State.Closed;
        UpdateTime = now;
        return true;
    }

    /// <summary>Closes it because its feed removed it; false when it is closed already.</summary>
    public bool TryRemove(DateTimeOffset now)
    {
        if (State == State.Closed)
        {
            return false;
        }

        State = State.Closed;
        RemovedBySource = true;
        CloseTime = now;
        UpdateTime = now;
        return true;
    }

    /// <summary>
    /// Opens it again because the feed that removed it has it again; false when it was not the feed that closed it.
    /// </summary>
    public bool TryReopen(DateTimeOffset now)
    {
        if (!RemovedBySource)
        {
            return false;
        }

        State = State.Open;
        RemovedBySource = false;
        CloseTime = null;
        UpdateTime = now;
        return true;
    }

    /// <summary>Counts a save.</summary>
    internal void Saved(long sequence)
    {
        Version++;
        Sequence = sequence;
    }
}
