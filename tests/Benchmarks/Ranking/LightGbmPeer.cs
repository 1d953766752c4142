using System.Runtime.InteropServices;
using System.Text;

namespace Matching.Benchmarks;

/// <summary>
/// LightGBM itself, by the few calls of its C API that measuring beside it takes. It is native code for some machines
/// only: ask <see cref="Missing"/> first.
/// </summary>
internal sealed partial class LightGbmPeer : IDisposable
{
    private const string Library = "lib_lightgbm";
    private const int Float32 = 0;
    private const int Int32 = 2;
    private const int RawScore = 1;
    private const int Contribution = 3;
    private const int RowMajor = 1;

    private readonly int _features;
    private nint _booster;
    private nint _training;
    private nint _row;

    private LightGbmPeer(int features) => _features = features;

    /// <summary>Why it cannot be used here; null where it can.</summary>
    public static string? Missing { get; } =
        NativeLibrary.TryLoad(Library, typeof(LightGbmPeer).Assembly, searchPath: null, out _)
            ? null
            : "LightGBM's native library does not load on this machine.";

    /// <summary>A model from its text.</summary>
    public static LightGbmPeer Load(string model, int features)
    {
        var peer = new LightGbmPeer(features);
        Check(BoosterLoadModelFromString(model, out _, out peer._booster));
        return peer;
    }

    /// <summary>Puts rows into bins, to be trained on by <see cref="Grow"/>.</summary>
    /// <param name="rows">Rows one after the other.</param>
    /// <param name="labels">One for each row.</param>
    /// <param name="queries">How many rows each query has.</param>
    /// <param name="parameters">As on LightGBM's command line.</param>
    public static LightGbmPeer Prepare(float[] rows, float[] labels, int[] queries, string parameters)
    {
        var peer = new LightGbmPeer(rows.Length / labels.Length);
        Check(DatasetCreateFromMat(
            rows, Float32, labels.Length, peer._features, RowMajor, parameters, 0, out peer._training));
        Check(DatasetSetField(peer._training, "label", labels, labels.Length, Float32));
        Check(DatasetSetField(peer._training, "group", queries, queries.Length, Int32));
        Check(BoosterCreate(peer._training, parameters, out peer._booster));
        return peer;
    }

    /// <summary>Grows so many more trees.</summary>
    public void Grow(int trees)
    {
        for (var i = 0; i < trees; i++)
        {
            Check(BoosterUpdateOneIter(_booster, out _));
        }
    }

    /// <summary>The model as text.</summary>
    public string Text()
    {
        Check(BoosterSaveModelToString(_booster, 0, -1, 0, 0, out var length, null));
        var text = new byte[length];
        Check(BoosterSaveModelToString(_booster, 0, -1, 0, length, out length, text));
        return Encoding.UTF8.GetString(text.AsSpan(0, (int)length - 1));
    }

    /// <summary>The raw score of each row.</summary>
    public double[] Scores(float[] rows) => Predict(rows, RawScore, 1);

    /// <summary>Of each row what each feature adds, and last what the mean of the training rows is.</summary>
    public double[] Contributions(float[] rows) => Predict(rows, Contribution, _features + 1);

    /// <summary>The raw score of one row, by the calls that LightGBM has for one row at a time.</summary>
    public double Score(ReadOnlySpan<float> row)
    {
        if (_row == 0)
        {
            Check(BoosterPredictForMatSingleRowFastInit(
                _booster, RawScore, 0, -1, Float32, _features, "num_threads=1", out _row));
        }

        Check(BoosterPredictForMatSingleRowFast(_row, row, out _, out var score));
        return score;
    }

    public void Dispose()
    {
        if (_row != 0)
        {
            _ = FastConfigFree(_row);
        }

        _ = BoosterFree(_booster);
        if (_training != 0)
        {
            _ = DatasetFree(_training);
        }
    }

    private double[] Predict(float[] rows, int what, int width)
    {
        var count = rows.Length / _features;
        var answer = new double[count * width];
        Check(BoosterPredictForMat(
            _booster, rows, Float32, count, _features, RowMajor, what, 0, -1, "num_threads=1", out _, answer));
        return answer;
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"LightGBM: {Marshal.PtrToStringUTF8(GetLastError())}");
        }
    }

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    private static partial nint GetLastError();

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DatasetCreateFromMat(
        float[] data,
        int type,
        int rows,
        int columns,
        int rowMajor,
        string parameters,
        nint reference,
        out nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DatasetSetField(nint dataset, string field, float[] data, int count, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DatasetSetField(nint dataset, string field, int[] data, int count, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetFree")]
    private static partial int DatasetFree(nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int BoosterCreate(nint dataset, string parameters, out nint booster);

    [LibraryImport(
        Library, EntryPoint = "LGBM_BoosterLoadModelFromString", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int BoosterLoadModelFromString(string model, out int trees, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    private static partial int BoosterUpdateOneIter(nint booster, out int finished);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterSaveModelToString")]
    private static partial int BoosterSaveModelToString(
        nint booster, int from, int trees, int importance, long room, out long length, byte[]? text);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    private static partial int BoosterFree(nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int BoosterPredictForMat(
        nint booster,
        float[] data,
        int type,
        int rows,
        int columns,
        int rowMajor,
        int what,
        int from,
        int trees,
        string parameters,
        out long length,
        double[] answer);

    [LibraryImport(
        Library,
        EntryPoint = "LGBM_BoosterPredictForMatSingleRowFastInit",
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial int BoosterPredictForMatSingleRowFastInit(
        nint booster, int what, int from, int trees, int type, int columns, string parameters, out nint config);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMatSingleRowFast")]
    private static partial int BoosterPredictForMatSingleRowFast(
        nint config, ReadOnlySpan<float> row, out long length, out double score);

    [LibraryImport(Library, EntryPoint = "LGBM_FastConfigFree")]
    private static partial int FastConfigFree(nint config);
}
