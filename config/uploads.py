"""Where files go while a request is read: into memory, and never onto a disk.

Django writes what is large to a temporary file. An original that somebody wanted cleaned would lie
there, and whoever sends large files to a public form would fill the disk.
"""

from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class InMemory(FileUploadHandler):
    """Keeps FILE_UPLOAD_MAX_MEMORY_SIZE bytes of all files of a request, and counts the rest.

    A file that did not fit says its true size and holds its beginning, so a form can refuse it with
    a sentence and lose nothing else that was sent.
    """

    def __init__(self, request=None):
        super().__init__(request)
        self.room = settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data, start):
        self.room -= self.file.write(raw_data[: self.room])

    def file_complete(self, file_size):
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
