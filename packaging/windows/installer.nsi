; The installer for one user: no administrator, upgrade in place, the user's own files kept.
; Made by package.py, which defines VERSION, SOURCE, OUT, ICON, SIZE_KB and, for tries, PACKING.
!ifndef X86
  ; For 64-bit Windows, as the program is; the tools of some systems can make installers of 32 bits only, which run there as well.
  Target amd64-unicode
!else
  Unicode true
!endif
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!ifndef PACKING
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!else
  SetCompressor ${PACKING}
!endif

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\USJTADesk"
!define CLASSES "Software\Classes"
Name "USJTA Desk"
OutFile "${OUT}"
ManifestDPIAware true
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\USJTA Desk"
InstallDirRegKey HKCU "Software\USJTADesk" "Folder"
AllowSkipFiles off
BrandingText "USJTA Desk ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "USJTA Desk"
VIAddVersionKey FileDescription "Installs USJTA Desk"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey CompanyName "The authors of USJTA Desk"
VIAddVersionKey LegalCopyright "2026 the authors of USJTA Desk, MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEPAGE_TEXT "USJTA Desk will be installed for you alone; no administrator is needed, and no network is used.$\r$\n$\r$\nWhere it is installed already it is brought up to version ${VERSION}; your notes, tray and documents stay as they are."
!define MUI_FINISHPAGE_RUN "$INSTDIR\program\usjta-desk.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Start USJTA Desk"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; Codes of the silent way: 4 the files could not be written, 5 the program runs.
!macro NOT_RUNNING un
  Function ${un}NotRunning
    ${DoWhile} ${FileExists} "$INSTDIR\program\usjta-desk.exe"
      ClearErrors
      FileOpen $0 "$INSTDIR\program\usjta-desk.exe" a
      ${IfNot} ${Errors}
        FileClose $0
        ${ExitDo}
      ${EndIf}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "USJTA Desk is running. Close its window, then choose Retry; nothing was changed yet." /SD IDCANCEL IDRETRY again
      SetErrorLevel 5
      Quit
      again:
    ${Loop}
  FunctionEnd
!macroend
!insertmacro NOT_RUNNING ""
!insertmacro NOT_RUNNING "un."

Function Failed
  RMDir /r "$INSTDIR\new"
  ${IfNot} ${FileExists} "$INSTDIR\program\usjta-desk.exe"
  ${AndIf} ${FileExists} "$INSTDIR\old\usjta-desk.exe"
    Rename "$INSTDIR\old" "$INSTDIR\program"
  ${EndIf}
  MessageBox MB_OK|MB_ICONSTOP "USJTA Desk could not be written to $INSTDIR; what was installed before is as it was. Make room on the disk or choose another folder, then install again." /SD IDOK
  SetErrorLevel 4
  Quit
FunctionEnd

; Writing a file failed, or the user stopped: what was there before is in place, only the beginning of the new one is not wanted.
Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\new"
  SetErrorLevel 4
FunctionEnd

Section
  Call NotRunning
  ; Everything is written beside what is there and takes its place at the end, so that an installation that is cut off leaves the old program whole.
  RMDir /r "$INSTDIR\new"
  ${If} ${FileExists} "$INSTDIR\old\usjta-desk.exe"
  ${AndIfNot} ${FileExists} "$INSTDIR\program\usjta-desk.exe"
    Rename "$INSTDIR\old" "$INSTDIR\program"
  ${EndIf}
  RMDir /r "$INSTDIR\old"
  ${GetRoot} "$INSTDIR" $0
  ${DriveSpace} "$0\" "/D=F /S=K" $1
  ${If} $1 < ${SIZE_KB}
    Call Failed
  ${EndIf}
  ClearErrors
  SetOutPath "$INSTDIR\new"
  SetOverwrite try
  File /r "${SOURCE}/*.*"
  ${If} ${Errors}
    SetOutPath "$INSTDIR"
    Call Failed
  ${EndIf}
  SetOutPath "$INSTDIR"
  ${If} ${FileExists} "$INSTDIR\program\*.*"
    ClearErrors
    Rename "$INSTDIR\program" "$INSTDIR\old"
    ${If} ${Errors}
      Call Failed
    ${EndIf}
  ${EndIf}
  ClearErrors
  Rename "$INSTDIR\new" "$INSTDIR\program"
  ${If} ${Errors}
    Call Failed
  ${EndIf}
  RMDir /r "$INSTDIR\old"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortCut "$SMPROGRAMS\USJTA Desk.lnk" "$INSTDIR\program\usjta-desk.exe"
  WriteRegStr HKCU "Software\USJTADesk" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${CLASSES}\.usjtadata" "" "USJTADesk.Data"
  WriteRegStr HKCU "${CLASSES}\USJTADesk.Data" "" "Data pack of USJTA Desk"
  WriteRegStr HKCU "${CLASSES}\USJTADesk.Data\DefaultIcon" "" "$INSTDIR\program\usjta-desk.exe,0"
  WriteRegStr HKCU "${CLASSES}\USJTADesk.Data\shell\open\command" "" '"$INSTDIR\program\usjta-desk.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\usjta" "" "URL:USJTA Desk"
  WriteRegStr HKCU "${CLASSES}\usjta" "URL Protocol" ""
  WriteRegStr HKCU "${CLASSES}\usjta\shell\open\command" "" '"$INSTDIR\program\usjta-desk.exe" "%1"'
  WriteRegStr HKCU "${KEY}" "DisplayName" "USJTA Desk"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "The authors of USJTA Desk"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\program\usjta-desk.exe"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  Call un.NotRunning
  RMDir /r "$INSTDIR\program"
  RMDir /r "$INSTDIR\new"
  RMDir /r "$INSTDIR\old"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\USJTA Desk.lnk"
  DeleteRegKey HKCU "${KEY}"
  DeleteRegKey HKCU "Software\USJTADesk"
  DeleteRegKey HKCU "${CLASSES}\.usjtadata"
  DeleteRegKey HKCU "${CLASSES}\USJTADesk.Data"
  DeleteRegKey HKCU "${CLASSES}\usjta"
  ; The user's own files stay unless that is asked for.
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/REMOVENOTES" $1
  ${If} ${Errors}
    MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONQUESTION "Also remove your own files: notes, tray, bookmarks, lists, settings and the documents you added? Choose No to keep them for a later installation." /SD IDNO IDNO kept
  ${EndIf}
  RMDir /r "$LOCALAPPDATA\usjta-desk"
  kept:
SectionEnd
