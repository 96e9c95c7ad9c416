using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using McpContextBrowser.Core.Contracts;

namespace McpContextBrowser.Core.Crypto;

/// <summary>
/// The calls of PKCS#11 2.40 (Cryptoki) that wrapping one key needs, over a module loaded at run time. Numbers and structures are those
/// of the OASIS header pkcs11t.h; <c>CK_ULONG</c> is taken as the size of a pointer, which it is everywhere but on Windows.
/// </summary>
internal sealed unsafe class Pkcs11Token : IDisposable
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    private const nuint AesGcm = 0x1087;      // CKM_AES_GCM
    private const nuint AesKeyGeneration = 0x1080;
    private const nuint AlreadyInitialised = 0x191;
    private const nuint AlreadyLoggedIn = 0x100;
    private const nuint PinIncorrect = 0xA0;
    private const nuint SerialSession = 4;
    private const nuint WritableSession = 2;

    private readonly nint _module;
    private readonly nint* _functions;
    private readonly string _path;
    private nuint _session;

    /// <param name="module">Path of the library.</param>
    /// <param name="label">Label of the token.</param>
    /// <param name="pin">The user's PIN.</param>
    /// <exception cref="CtxbException">The module cannot be loaded, has no such token, or refuses the PIN.</exception>
    public Pkcs11Token(string module, string label, string pin)
    {
        _path = module;
        if (OperatingSystem.IsWindows() || !NativeLibrary.TryLoad(module, out _module))
        {
            throw new CtxbException(
                ErrorCodes.KeyMissing, $"{module}: the PKCS#11 module cannot be loaded.",
                "Install it, or name another with keys.pkcs11.module; modules are used on Linux and macOS.");
        }

        nint list = 0;
        var getList = (delegate* unmanaged[Cdecl]<nint*, nuint>)NativeLibrary.GetExport(_module, "C_GetFunctionList");
        Check(getList(&list), "C_GetFunctionList");
        _functions = (nint*)list + 1; // behind the version, which the compiler pads to a pointer
        var arguments = stackalloc nuint[6];
        new Span<nuint>(arguments, 6).Clear();
        arguments[4] = 2; // CKF_OS_LOCKING_OK
        var initialised = ((delegate* unmanaged[Cdecl]<void*, nuint>)_functions[0])(arguments);
        Check(initialised == AlreadyInitialised ? 0 : initialised, "C_Initialize");
        nuint session = 0;
        Check(((delegate* unmanaged[Cdecl]<nuint, nuint, void*, void*, nuint*, nuint>)_functions[12])(Slot(label), SerialSession | WritableSession, null, null, &session), "C_OpenSession");
        _session = session;
        LogIn(pin);
    }

    /// <summary>Seals with AES-256-GCM inside the token.</summary>
    /// <returns>Nonce, ciphertext, tag.</returns>
    public byte[] Encrypt(nuint key, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> associated)
    {
        var result = new byte[NonceLength + plaintext.Length + TagLength];
        RandomNumberGenerator.Fill(result.AsSpan(0, NonceLength));
        Run(29, 30, key, result.AsSpan(0, NonceLength), plaintext, associated, result.AsSpan(NonceLength), out var status);
        Check(status, "C_Encrypt");
        return result;
    }

    /// <returns>False when the token says that key, context or bytes do not belong together.</returns>
    public bool TryDecrypt(nuint key, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> associated, Span<byte> plaintext)
    {
        // The module may use the room of the tag while it works.
        var room = new byte[wrapped.Length];
        var length = Run(33, 34, key, wrapped[..NonceLength], wrapped[NonceLength..], associated, room, out var status);
        var isOpen = status == 0 && length == plaintext.Length;
        if (isOpen)
        {
            room.AsSpan(0, length).CopyTo(plaintext);
        }

        CryptographicOperations.ZeroMemory(room);
        return isOpen;
    }

    /// <returns>Handle of the AES key with that label; null when there is none.</returns>
    public nuint? Find(string label)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(label))
        {
            nuint secretKey = 4, found = 0, count = 0;
            var template = stackalloc CkAttribute[2];
            template[0] = new(0, &secretKey, (nuint)sizeof(nuint)); // CKA_CLASS = CKO_SECRET_KEY
            template[1] = new(3, name, (nuint)Encoding.UTF8.GetByteCount(label)); // CKA_LABEL
            Check(((delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint>)_functions[26])(_session, template, 2), "C_FindObjectsInit");
            Check(((delegate* unmanaged[Cdecl]<nuint, nuint*, nuint, nuint*, nuint>)_functions[27])(_session, &found, 1, &count), "C_FindObjects");
            Check(((delegate* unmanaged[Cdecl]<nuint, nuint>)_functions[28])(_session), "C_FindObjectsFinal");
            return count == 0 ? null : found;
        }
    }

    /// <summary>Makes an AES-256 key that never leaves the token.</summary>
    public nuint Generate(string label)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(label))
        {
            byte yes = 1, no = 0;
            nuint length = 32, key = 0;
            var template = stackalloc CkAttribute[8];
            template[0] = new(3, name, (nuint)Encoding.UTF8.GetByteCount(label)); // CKA_LABEL
            template[1] = new(1, &yes, 1); // CKA_TOKEN
            template[2] = new(2, &yes, 1); // CKA_PRIVATE
            template[3] = new(0x103, &yes, 1); // CKA_SENSITIVE
            template[4] = new(0x162, &no, 1); // CKA_EXTRACTABLE
            template[5] = new(0x104, &yes, 1); // CKA_ENCRYPT
            template[6] = new(0x105, &yes, 1); // CKA_DECRYPT
            template[7] = new(0x161, &length, (nuint)sizeof(nuint)); // CKA_VALUE_LEN
            var mechanism = new CkMechanism(AesKeyGeneration, null, 0);
            Check(((delegate* unmanaged[Cdecl]<nuint, void*, void*, nuint, nuint*, nuint>)_functions[58])(_session, &mechanism, template, 8, &key), "C_GenerateKey");
            return key;
        }
    }

    /// <summary>Closes the session. The module stays initialised: another part of the process may use it.</summary>
    public void Dispose()
    {
        if (_session != 0)
        {
            _ = ((delegate* unmanaged[Cdecl]<nuint, nuint>)_functions[13])(_session);
            _session = 0;
        }
    }

    private int Run(
        int begin, int work, nuint key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> input, ReadOnlySpan<byte> associated, Span<byte> output, out nuint status)
    {
        fixed (byte* iv = nonce, aad = associated, from = input, to = output)
        {
            var gcm = new CkGcm(iv, NonceLength, NonceLength * 8, aad, (nuint)associated.Length, TagLength * 8);
            var mechanism = new CkMechanism(AesGcm, &gcm, (nuint)sizeof(CkGcm));
            var length = (nuint)output.Length;
            status = ((delegate* unmanaged[Cdecl]<nuint, void*, nuint, nuint>)_functions[begin])(_session, &mechanism, key);
            if (status == 0)
            {
                status = ((delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint>)_functions[work])(_session, from, (nuint)input.Length, to, &length);
            }

            return status == 0 ? (int)length : 0;
        }
    }

    private nuint Slot(string label)
    {
        var slots = stackalloc nuint[64];
        nuint count = 64;
        Check(((delegate* unmanaged[Cdecl]<byte, nuint*, nuint*, nuint>)_functions[4])(1, slots, &count), "C_GetSlotList");
        var info = stackalloc byte[512]; // CK_TOKEN_INFO; begins with 32 characters of label
        for (nuint i = 0; i < count; i++)
        {
            Check(((delegate* unmanaged[Cdecl]<nuint, byte*, nuint>)_functions[6])(slots[i], info), "C_GetTokenInfo");
            if (Encoding.UTF8.GetString(info, 32).TrimEnd() == label)
            {
                return slots[i];
            }
        }

        throw new CtxbException(ErrorCodes.KeyMissing, $"{_path}: there is no token '{label}'.", "Plug it in, or name another with keys.pkcs11.token.");
    }

    private void LogIn(string pin)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(pin))
        {
            var status = ((delegate* unmanaged[Cdecl]<nuint, nuint, byte*, nuint, nuint>)_functions[18])(_session, 1, bytes, (nuint)Encoding.UTF8.GetByteCount(pin));
            if (status == PinIncorrect)
            {
                Dispose();
                throw new CtxbException(ErrorCodes.KeyWrong, $"{_path}: the token refuses the PIN.", "Give the right one in CTXB_PKCS11_PIN; tokens lock after a few wrong ones.");
            }

            Check(status == AlreadyLoggedIn ? 0 : status, "C_Login");
        }
    }

    private void Check(nuint status, string call)
    {
        if (status != 0)
        {
            Dispose();
            throw new CtxbException(ErrorCodes.KeyMissing, $"{_path}: {call} failed with 0x{status:X}.", "The module's manual lists these codes; the token may need care.");
        }
    }

#pragma warning disable IDE0052, CS0414 // read by the module
    private readonly struct CkAttribute(nuint type, void* value, nuint length)
    {
        private readonly nuint _type = type;
        private readonly void* _value = value;
        private readonly nuint _length = length;
    }

    private readonly struct CkMechanism(nuint type, void* parameter, nuint length)
    {
        private readonly nuint _type = type;
        private readonly void* _parameter = parameter;
        private readonly nuint _length = length;
    }

    private readonly struct CkGcm(void* iv, nuint ivLength, nuint ivBits, void* aad, nuint aadLength, nuint tagBits)
    {
        private readonly void* _iv = iv;
        private readonly nuint _ivLength = ivLength;
        private readonly nuint _ivBits = ivBits;
        private readonly void* _aad = aad;
        private readonly nuint _aadLength = aadLength;
        private readonly nuint _tagBits = tagBits;
    }
#pragma warning restore IDE0052, CS0414
}
